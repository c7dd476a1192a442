// API tokens: what programs show instead of a session. The text is shown once; only its SHA-256 is stored. PostgreSQL
// has the truth. Redis makes the check of a token one round trip, and a revocation holds everywhere from the moment
// that it returns, as for sessions (src/credential_cache.hpp has the argument). No process believes its own memory.
//
// Redis away: PostgreSQL is asked each time, and revoking takes a second longer.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/auth/actor.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::postgres {
class Database;
}
namespace tenstone::redis {
class Redis;
}

namespace tenstone::auth {

// Who a token speaks for.
struct Caller {
  Uuid org, user, token;
  std::vector<std::string> scopes;  // "flags:write"; what "*" means is for who asks
};

struct NewToken {
  Uuid org, user;  // must belong together
  std::string name;
  std::vector<std::string> scopes;  // whether its maker may give them is for the caller to know
  std::optional<Time> expires_at;   // nullopt: never
};

// How long a token lives for which nobody says otherwise.
inline constexpr auto kTokenLifetime = "90d";

// The end of a token made at `now` that lives for "12h", "90d": 1 minute to 10 years; nullopt for "never". Error:
// token_lifetime_invalid.
Result<std::optional<Time>> token_expiry(std::string_view lifetime, Time now);

// Of one user, in all their organisations, that work; of those that have expired, as many are kept in the list.
inline constexpr std::int64_t kMostTokens = 100;

struct ApiToken {
  Uuid id, org;
  std::string prefix;  // "ts_" + prefix is how its text begins
  std::string name;
  std::vector<std::string> scopes;
  Time created_at;
  std::optional<Time> expires_at, last_used_at;
};

struct TokenPlace {
  Uuid org, id;
};

struct IssuedToken {
  Uuid id;
  Secret<std::string> text;
};

class CredentialCache;
struct TokenRecord;

// Holds no state of its own: one serves all loops. Everything suspends and throws what Database throws.
class ApiTokens {
 public:
  // `cache_key` seals what Redis keeps: Service::key("auth-cache").
  ApiTokens(postgres::Database& database, redis::Redis& redis, const Secret<std::string>& cache_key, const Clock& clock,
            Ids& ids);
  ~ApiTokens();

  // Errors: name_invalid, scope_invalid, member_not_found, too_many_tokens.
  Task<Result<IssuedToken>> create(NewToken token, Actor by);
  // One Redis round trip; at most once a minute also a write. A mistyped token costs neither. Error: invalid_token,
  // always.
  Task<Result<Caller>> verify(std::string text);
  // The user's, in all their organisations, newest first; expired ones too.
  Task<std::vector<ApiToken>> list(Uuid user);
  // Which token begins with "ts_" + prefix, of whatever organisation: for who runs the installation.
  Task<std::optional<TokenPlace>> find(std::string prefix);
  // Holds from the moment that it resumes. Error: token_not_found, also when it belongs to another organisation.
  Task<Result<void>> revoke(Uuid org, Uuid id, Actor by);

 private:
  Task<Result<TokenRecord>> ask_database(std::string prefix, std::string hash);

  postgres::Database& database_;
  const Clock& clock_;
  Ids& ids_;
  std::unique_ptr<CredentialCache> cache_;
};

}  // namespace tenstone::auth
