// What somebody cannot do who writes to Redis as they like, but does not have the installation's key.
#include <fmt/format.h>

#include "sessions_fixture.hpp"
#include "tenstone/core/token_text.hpp"

namespace tenstone::auth {
namespace {
using namespace std::chrono_literals;

class Forgery : public SessionsFixture {
 protected:
  static std::string copy_key(const std::string& text) { return "s:{" + to_base64url(sha256(text)) + "}"; }
  static std::string tombstone_key(const std::string& text) { return "x:{" + to_base64url(sha256(text)) + "}"; }
  std::string token(const Account& owner, std::vector<std::string> scopes) {
    return run(tokens_.create({owner.org, owner.user, "CI", std::move(scopes), {}}, Actor()))->text.reveal();
  }
  // Until Redis has a copy of it.
  void warm(const std::string& text) {
    for (int i = 0; i < 3; ++i) {
      const bool token = token_prefix(text).has_value();
      EXPECT_TRUE(token ? run(tokens_.verify(text)).has_value() : run(sessions_.check(text)).has_value());
    }
    EXPECT_NE(get(copy_key(text)), "");
    hold_fence();
  }
  std::int64_t later() const { return (clock_.now() + 1h).time_since_epoch().count(); }

  const Seal forged_{Secret<std::string>(random_string(32))};
};

TEST_F(Forgery, ASessionThatNobodyOpenedIsNone) {
  const Account mia = sign_up();
  hold_fence();
  const std::string text = to_base64url(random_string(32)), name = copy_key(text);
  const Session session{.id = ids_.next(),
                        .org = mia.org,
                        .user = mia.user,
                        .created_at = clock_.now(),
                        .last_seen_at = clock_.now(),
                        .idle_expires_at = clock_.now() + 1h,
                        .expires_at = clock_.now() + 1h};
  const std::string value = fmt::format("{} {}", later(), encode(session));
  for (const std::string& written : {value, value + " " + std::string(22, 'A'), forged_.close(name, value)}) {
    set(name, written);
    EXPECT_FALSE(run(sessions_.check(text))) << written;
  }
  set(name, Seal(key_).close(name, value));
  EXPECT_TRUE(run(sessions_.check(text))) << "the seal is all that was missing";
}

TEST_F(Forgery, ATokenThatNobodyMadeIsNone) {
  const Account mia = sign_up();
  hold_fence();
  const std::string text = make_token_text().reveal(), name = copy_key(text);
  const TokenRecord record{.caller = {mia.org, mia.user, ids_.next(), {"installation:actions"}},
                           .last_used_at = clock_.now()};
  const std::string value = fmt::format("{} {}", later(), encode(record));
  for (const std::string& written : {value, forged_.close(name, value)}) {
    set(name, written);
    EXPECT_FALSE(run(tokens_.verify(text))) << written;
  }
  set(name, Seal(key_).close(name, value));
  EXPECT_TRUE(run(tokens_.verify(text))) << "the seal is all that was missing";
}

TEST_F(Forgery, ACopyServesItsOwnCredentialOnly) {
  const Account mia = sign_up(), eve = sign_up();
  const std::string hers = token(mia, {"*"}), eves = token(eve, {"jobs:read"});
  warm(hers);
  warm(eves);
  set(copy_key(eves), get(copy_key(hers)));
  EXPECT_EQ(run(tokens_.verify(eves))->user, eve.user);

  const std::string her_session = login(mia).token.reveal(), eves_session = login(eve).token.reveal();
  warm(her_session);
  warm(eves_session);
  set(copy_key(eves_session), get(copy_key(her_session)));
  EXPECT_EQ(run(sessions_.check(eves_session))->user, eve.user);
}

TEST_F(Forgery, ACopyThatWasChangedIsNotBelieved) {
  const Account mia = sign_up();
  const std::string text = token(mia, {"jobs:read"});
  warm(text);
  std::string value = get(copy_key(text));
  value.replace(value.find("jobs:read"), 9, "jobs:*,a:");
  set(copy_key(text), value);
  EXPECT_EQ(run(tokens_.verify(text))->scopes, std::vector<std::string>{"jobs:read"});
}

TEST_F(Forgery, AFenceIsDrawnByTheInstallationOnly) {
  const NewSession made = login(sign_up());
  const auto fenced = [&] { return run(cache_.find(hash_of(made), clock_.now())).fenced; };
  const std::string fence = "1 9999999999999999";
  for (const std::string& written :
       {fence, forged_.close("session-fence", fence), Seal(key_).close("s:{session-fence}", fence)}) {
    set("session-fence", written);
    EXPECT_FALSE(fenced()) << written;
  }
  run(cache_.renew_fence(run(cache_.find(hash_of(made), clock_.now()))));
  const std::string genuine = get("session-fence");
  set("session-fence", "1" + genuine);
  EXPECT_FALSE(fenced());
}

// What is left to them (credential_cache.hpp): a tombstone can be removed, and the old copy put back. A minute after
// the use that the copy tells of, PostgreSQL is asked.
TEST_F(Forgery, ARevocationIsUndoneForAMinuteAtMost) {
  const Account mia = sign_up();
  const std::string text = login(mia).token.reveal(), api = token(mia, {"*"});
  warm(text);
  warm(api);
  const std::string session_copy = get(copy_key(text)), token_copy = get(copy_key(api));
  EXPECT_TRUE(run(sessions_.revoke_all(mia.user, std::nullopt, Actor())));
  EXPECT_TRUE(run(tokens_.revoke(mia.org, run(tokens_.list(mia.user)).at(0).id, Actor())));
  EXPECT_TRUE(run(redis_.command({"DEL", tombstone_key(text), tombstone_key(api)})));
  set(copy_key(text), session_copy);
  set(copy_key(api), token_copy);
  hold_fence();
  advance(kTouchInterval);
  EXPECT_FALSE(run(sessions_.check(text)));
  EXPECT_FALSE(run(tokens_.verify(api)));
}

}  // namespace
}  // namespace tenstone::auth
