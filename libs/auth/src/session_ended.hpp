#pragma once
#include <string>

#include "audit_entry.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/postgres/rows.hpp"

namespace tenstone::auth {

// What statements that end sessions return.
struct EndedSession {
  Uuid id, org;
  postgres::Bytes token_hash;
};

// Names a session in logs without being of use to anybody.
inline std::string session_ref(const std::string& token_hash) { return to_hex(sha256(token_hash)).substr(0, 8); }

// "session.ended".
audit::Entry entry_of(const EndedSession& session, const Actor& by);

}  // namespace tenstone::auth
