#pragma once
#include "auth_fixture.hpp"
#include "credential_cache.hpp"
#include "records.hpp"
#include "tenstone/auth/accounts.hpp"
#include "tenstone/auth/api_tokens.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/sessions.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/testing/redis_server.hpp"

namespace tenstone::auth {

// With a redis-server of its own, which a test may stop and kill.
class SessionsFixture : public AuthTest {
 protected:
  static inline const std::string kPassword = "correct horse battery staple";

  static constexpr std::chrono::milliseconds kPatience{10'000};  // for what a test asks Redis by itself

  // No check believes a copy until somebody has asked PostgreSQL for what was revoked: as a second later.
  void drop_fence() { EXPECT_TRUE(run(redis_.command({"DEL", "session-fence"}, kPatience))); }
  // Copies are believed until drop_fence(), however slow the machine is.
  void hold_fence() { set("session-fence", Seal(key_).close("session-fence", "1 9999999999999999")); }
  void set(const std::string& name, const std::string& value) {
    EXPECT_TRUE(run(redis_.command({"SET", name, value}, kPatience)));
  }
  std::string get(const std::string& name) { return run(redis_.command({"GET", name}, kPatience))->text; }

  SessionsFixture() { EXPECT_TRUE(run(redis_.ready(std::chrono::seconds(10)))); }

  Account sign_up() {
    const std::string email = "Mia+" + to_string(ids_.next()) + "@example.com";
    return run(accounts_.sign_up({.email = email, .password = Secret(kPassword)})).value();
  }
  std::string email_of(const Account& account) { return run(find_user(database_, account.user))->email; }
  NewSession login(const Account& account, Login how = {}) {
    how.email = email_of(account);
    how.password = Secret(kPassword);
    return run(sessions_.login(std::move(how))).value();
  }
  Result<Session> check(const NewSession& made) { return run(sessions_.check(made.token.reveal())); }
  std::string refusal(const NewSession& made) {
    const auto session = check(made);
    return session ? "accepted" : session.error().code;
  }
  static std::string hash_of(const NewSession& made) { return sha256(made.token.reveal()); }
  static std::string copy_of(const NewSession& made) { return "s:{" + to_base64url(hash_of(made)) + "}"; }

  testing::RedisServer server_{{"--appendonly", "yes", "--appendfsync", "always"}};
  redis::Redis redis_{loops_, {.url = server_.url()}};
  runtime::BlockingPool pool_{2, 8};
  metrics::Registry metrics_;
  Passwords passwords_{pool_, metrics_, {.scheme = Argon2Cost{.memory_kib = 8, .passes = 1, .lanes = 1}}};
  const Secret<std::string> key_{random_string(32)};
  Sessions sessions_{database_, redis_, key_, clock_, ids_, passwords_};
  ApiTokens tokens_{database_, redis_, key_, clock_, ids_};
  Accounts accounts_{database_, ids_, passwords_};
  CredentialCache cache_{database_, redis_, key_};
};

}  // namespace tenstone::auth
