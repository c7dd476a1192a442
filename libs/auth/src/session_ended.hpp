#pragma once
#include <string>
#include <vector>

#include "audit_entry.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/postgres/rows.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::auth {

// What statements that end sessions return.
struct EndedSession {
  Uuid id, org;
  postgres::Bytes token_hash;
};

// Names a session in logs without being of use to anybody.
inline std::string session_ref(const std::string& token_hash) { return to_hex(sha256(token_hash)).substr(0, 8); }

// Writes "session.ended" for each row, and returns their hashes for the cache.
Task<Result<std::vector<std::string>>> log_ended(postgres::Transaction& transaction, Ids& ids, postgres::Rows rows,
                                                 Actor by);

}  // namespace tenstone::auth
