#pragma once
#include <optional>
#include <string>

#include "tenstone/auth/sessions.hpp"
#include "tenstone/postgres/types.hpp"

namespace tenstone::auth {

// Failures in a row after which a password opens nothing until it is reset (NIST SP 800-63B-4 §3.2.2). It takes an
// attacker 45 minutes at least, at the rate that Attempts allows (libs/adapters/auth-limits).
inline constexpr int kMostFailures = 100;

// Of whom a login was tried.
struct TriedAccount {
  postgres::Bytes key;  // SHA-256 of the address in its normal form, or as it was typed
  std::optional<Uuid> user, org;
};

// Counts it and writes "login.failed" to the organisation's audit log, or to the installation's own where there is no
// such account: the same work whoever is asked for. Throws what Database throws.
Task<> note_failed_login(postgres::Database& database, Ids& ids, TriedAccount account, Client client);

}  // namespace tenstone::auth
