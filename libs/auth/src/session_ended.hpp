#pragma once
#include <optional>
#include <string>
#include <vector>

#include "audit_entry.hpp"
#include "tenstone/audit/change.hpp"
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

// Ends the user's sessions, `only` one of them or all but `except`, inside the caller's transaction; their hashes, for
// Sessions::forget() after the commit.
Task<Result<audit::Changed<std::vector<std::string>>>> end_sessions(postgres::Transaction& transaction, Uuid user,
                                                                    std::optional<Uuid> only,
                                                                    std::optional<Uuid> except, Actor by);

// "session.ended".
audit::Entry entry_of(const EndedSession& session, const Actor& by);

}  // namespace tenstone::auth
