// Sign-in, and what keeps somebody signed in. The token is 256 random bits; only its SHA-256 is stored. PostgreSQL has
// the truth; Redis makes the check of a session one round trip, and a revocation holds everywhere from the moment that
// it returns, also when Redis was away meanwhile (src/credential_cache.hpp has the argument).
//
// Redis away: PostgreSQL decides, and ending a session takes a second longer. PostgreSQL away: nobody is signed in or
// out, and checks fail closed (database_unavailable) a second later at the latest.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/auth/actor.hpp"
#include "tenstone/auth/passwords.hpp"
#include "tenstone/auth/session.hpp"

namespace tenstone::postgres {
struct Bytes;
class Database;
}  // namespace tenstone::postgres
namespace tenstone::redis {
class Redis;
}

namespace tenstone::auth {

class CredentialCache;

struct Login {
  std::string email;
  Secret<std::string> password;
  bool remember = false;
  Client client = {};
  std::optional<std::string> previous_token = {};  // of the browser that logs in: that session ends
};

struct NewSession {
  Secret<std::string> token;  // 43 characters of base64url, for the cookie
  Session session;
};

// One line of "your devices".
struct Device {
  Uuid id, org;
  Time created_at, last_seen_at, expires_at;
  std::optional<std::string> ip;
  std::string user_agent;
};

// Holds no state of its own: one serves all loops. Everything suspends and throws what Database throws.
class Sessions {
 public:
  // `cache_key` seals what Redis keeps: Service::key("auth-cache").
  Sessions(postgres::Database& database, redis::Redis& redis, const Secret<std::string>& cache_key, const Clock& clock,
           Ids& ids, Passwords& passwords, SessionPolicy policy = {});
  ~Sessions();

  // Hashes once on every path; who may try how often is for the caller to ask first (attempts.hpp). A failure is
  // counted and written to the audit log, and after 100 in a row no password is right until it was reset. The session
  // acts in the user's first organisation. A password whose hash is of another cost is hashed again.
  // Errors: invalid_credentials for everything that is wrong; busy, with retry_after.
  Task<Result<NewSession>> login(Login login);

  // Error: session_expired for everything that does not hold. One Redis round trip; at most once a minute also a write.
  Task<Result<Session>> check(std::string token);
  // Whether it can be a session's token by its form alone: check() refuses any other without a look-up.
  static bool well_formed(std::string_view token);

  // Newest first; only those that hold.
  Task<std::vector<Device>> list(Uuid user);

  // Error: session_not_found, also when it is somebody else's or has ended.
  Task<Result<void>> revoke(Uuid user, Uuid session, Actor by);
  // All of the user's but `except`. Returns how many it ended.
  Task<Result<int>> revoke_all(Uuid user, std::optional<Uuid> except, Actor by);
  // Sessions, by the hashes of their tokens, that a transaction has ended and committed: that holds everywhere from the
  // moment that it resumes.
  Task<> forget(std::vector<std::string> ended);

  // Disabled, a user signs in nowhere; sessions and API tokens open nothing from the moment that it resumes. Enabled
  // again, the tokens work within 20 minutes, and sessions have to be made anew. Setting what is set changes nothing.
  // Error: user_not_found.
  Task<Result<void>> set_active(Uuid user, bool active, Actor by);

  // Rows of sessions, revoked or not, that could not have held for a day any more, with the address and the browser in
  // them; a thousand at a time. Gives how many went. Throws Failure: database_unavailable.
  Task<std::int64_t> remove_ended();

 private:
  struct Candidate;
  Task<Result<Session>> ask_database(std::string hash);
  Task<Result<Session>> touch(Session session, std::string hash);
  Task<Result<NewSession>> open(Candidate candidate, Login login, postgres::Bytes account);
  Task<Result<int>> end(Uuid user, std::optional<Uuid> only, std::optional<Uuid> except, Actor by);

  postgres::Database& database_;
  const Clock& clock_;
  Ids& ids_;
  Passwords& passwords_;
  const SessionPolicy policy_;
  std::unique_ptr<CredentialCache> cache_;
};

}  // namespace tenstone::auth
