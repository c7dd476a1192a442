// The hash chain, without a database: what a row is and which bytes its hash covers.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"

namespace tenstone::audit {

// A row as it is stored. `ip` is what PostgreSQL's host() prints, `details` what it prints for the jsonb.
struct Row {
  Uuid org;
  std::int64_t seq = 0;  // 1, 2, 3, … in the chain of `org`
  Time at;
  Uuid id;
  std::string actor, action, subject;
  std::optional<std::string> ip, user_agent, session_ref;
  std::string details;
};

// `prev_hash` of the first row: 32 zero bytes.
std::string first_prev_hash();

// SHA-256 (32 raw bytes) over these fields in this order, each preceded by its length in bytes as a 32-bit big-endian
// number; an absent field is the length 0xFFFFFFFF alone, so that no two different rows have the same bytes:
//
//   "tenstone.audit.1", prev_hash, org (16 bytes), seq (64-bit big-endian), at (microseconds since 1970, 64-bit
//   big-endian), id (16 bytes), actor, action, subject, ip, user_agent, session_ref, details
std::string hash_of(const Row& row, const std::string& prev_hash);

}  // namespace tenstone::audit
