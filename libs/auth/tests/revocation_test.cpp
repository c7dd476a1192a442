// When revoke() has returned, nobody accepts the session: whatever happened to Redis.
#include "sessions_fixture.hpp"

namespace tenstone::auth {
namespace {
using namespace std::chrono_literals;

class Revocation : public SessionsFixture {
 protected:
  // Another process: its own connections to the same servers.
  struct Process {
    explicit Process(Revocation& test)
        : redis(test.loops_, {.url = test.server_.url()}),
          sessions(test.database_, redis, test.key_, test.clock_, test.ids_, test.passwords_) {
      EXPECT_TRUE(test.run(redis.ready(10s)));
    }
    redis::Redis redis;
    Sessions sessions;
  };
  bool believed(const NewSession& made) {
    const auto found = run(cache_.find(hash_of(made), clock_.now()));
    return found.fenced && found.copy && !found.revoked;
  }
  // Until a copy is there and a fence holds: the state in which a revocation is hardest to see.
  void warm(const NewSession& made) {
    for (int i = 0; i < 100 && !believed(made); ++i) EXPECT_TRUE(check(made));
    EXPECT_TRUE(believed(made));
  }
  // A token of somebody new, of which Redis has a copy that is believed.
  std::pair<IssuedToken, Uuid> token() {
    const Account mia = sign_up();
    NewToken asked{.org = mia.org, .user = mia.user, .name = "CI", .scopes = {"*"}, .expires_at = {}};
    auto issued = run(tokens_.create(std::move(asked), Actor())).value();
    const std::string hash = sha256(issued.text.reveal());
    const auto believed = [&] {
      const auto found = run(cache_.find(hash, clock_.now()));
      return found.fenced && found.copy;
    };
    for (int i = 0; i < 100 && !believed(); ++i) EXPECT_TRUE(run(tokens_.verify(issued.text.reveal())));
    EXPECT_TRUE(believed());
    return {std::move(issued), mia.org};
  }
  void revoke_token(const Uuid& org, const Uuid& id) { EXPECT_TRUE(run(tokens_.revoke(org, id, Actor()))); }
  void revoke(const NewSession& made) {
    const auto done = run(sessions_.revoke(made.session.user, made.session.id, Actor()));
    EXPECT_TRUE(done);
  }
  void wait_for(redis::Redis& redis) { EXPECT_TRUE(run(redis.ready(10s))); }
  bool copy_is_there(const NewSession& made) {
    const auto reply = run(redis_.command({"EXISTS", copy_of(made)}, 5s));
    return reply && reply->integer == 1;
  }
};

TEST_F(Revocation, HoldsAtOnceEverywhere) {
  Process other(*this);
  const NewSession made = login(sign_up());
  warm(made);
  EXPECT_TRUE(run(other.sessions.check(made.token.reveal())));
  revoke(made);
  EXPECT_FALSE(run(other.sessions.check(made.token.reveal())));
  EXPECT_EQ(refusal(made), "session_expired");
}

TEST_F(Revocation, OfAllThatADisabledUserHasHoldsAtOnceEverywhere) {
  Process other(*this);
  const NewSession made = login(sign_up()), elses = login(sign_up());
  warm(made);
  NewToken asked{.org = made.session.org, .user = made.session.user, .name = "CI", .scopes = {"*"}};
  const auto token = run(tokens_.create(std::move(asked), Actor())).value();
  EXPECT_TRUE(run(tokens_.verify(token.text.reveal())));
  hold_fence();
  EXPECT_TRUE(run(sessions_.set_active(made.session.user, false, Actor())));
  EXPECT_EQ(refusal(made), "session_expired");
  EXPECT_FALSE(run(other.sessions.check(made.token.reveal())));
  EXPECT_FALSE(run(tokens_.verify(token.text.reveal())));
  EXPECT_TRUE(check(elses)) << "nobody else's";
  const auto entries = [&] {
    return sql("select string_agg(action, ' ' order by action) from audit_log where org_id = '" +
               to_string(made.session.org) + "' and action in ('user.disabled', 'user.enabled', 'session.ended')");
  };
  EXPECT_EQ(entries(), "session.ended user.disabled");
  EXPECT_TRUE(run(sessions_.set_active(made.session.user, false, Actor())));
  EXPECT_EQ(entries(), "session.ended user.disabled") << "setting what is set";
  EXPECT_TRUE(run(sessions_.set_active(made.session.user, true, Actor())));
  EXPECT_EQ(refusal(made), "session_expired") << "it does not come back";
  EXPECT_EQ(run(sessions_.set_active(Uuid(), false, Actor())).error().code, "user_not_found");
}

TEST_F(Revocation, HoldsAgainstALateWriterOfTheOldCopy) {
  const NewSession made = login(sign_up());
  warm(made);
  revoke(made);
  run(cache_.put(hash_of(made), encode(made.session), clock_.now(), made.session.idle_expires_at, true));
  EXPECT_TRUE(copy_is_there(made));
  EXPECT_EQ(refusal(made), "session_expired");
}

TEST_F(Revocation, HoldsWhenRedisHungAndWokeUp) {
  Process other(*this);
  const NewSession made = login(sign_up());
  warm(made);
  server_.signal(SIGSTOP);
  const runtime::Stopwatch watch;
  revoke(made);
  EXPECT_GE(watch.elapsed(), kLease) << "old fences must have run out";
  server_.signal(SIGCONT);
  wait_for(other.redis);
  EXPECT_FALSE(run(other.sessions.check(made.token.reveal())));
  EXPECT_EQ(refusal(made), "session_expired");
}

TEST_F(Revocation, HoldsWhenRedisDiedAndCameBackWithTheOldCopy) {
  Process other(*this);
  const NewSession made = login(sign_up()), kept = login(sign_up());
  warm(made);
  server_.kill();
  revoke(made);
  EXPECT_EQ(refusal(made), "session_expired") << "PostgreSQL decides meanwhile";
  EXPECT_TRUE(check(kept));
  server_.start();
  wait_for(redis_);
  wait_for(other.redis);
  EXPECT_TRUE(copy_is_there(made)) << "or this test shows nothing";
  EXPECT_FALSE(run(other.sessions.check(made.token.reveal())));
  EXPECT_FALSE(copy_is_there(made)) << "the first check has buried it";
  EXPECT_EQ(refusal(made), "session_expired");
  EXPECT_TRUE(check(kept));
}

TEST_F(Revocation, HoldsWhenOnlyTheRevokerCannotReachRedis) {
  redis::Redis nowhere(loops_, {.url = "unix:///nowhere/at/all"});
  Sessions cut_off(database_, nowhere, key_, clock_, ids_, passwords_);
  const NewSession made = login(sign_up());
  warm(made);
  EXPECT_TRUE(run(cut_off.revoke(made.session.user, made.session.id, Actor())));
  EXPECT_TRUE(copy_is_there(made));
  EXPECT_EQ(refusal(made), "session_expired");
  EXPECT_FALSE(copy_is_there(made));
}

TEST_F(Revocation, AFenceThatArrivesLateIsWorthNothing) {
  const NewSession made = login(sign_up());
  warm(made);
  auto late = run(cache_.find(hash_of(made), clock_.now()));
  late.redis_time -= std::chrono::microseconds(kLease).count();
  run(cache_.renew_fence(late));
  EXPECT_FALSE(run(cache_.find(hash_of(made), clock_.now())).fenced);
}

TEST_F(Revocation, ManyAreBuriedBeforeTheFence) {
  const Account mia = sign_up();
  const NewSession made = login(mia), kept = login(sign_up());
  warm(made);
  server_.kill();
  // More than one script of tombstones, by transactions that no fence has seen.
  sql("insert into sessions (id, token_hash, org_id, user_id, remembered, idle_expires_at, expires_at, ua, revoked_at, "
      "revoked_xid, revoke_reason) select gen_random_uuid(), sha256(('many' || n)::bytea), '" +
      to_string(mia.org) + "', '" + to_string(mia.user) +
      "', false, now(), now(), '', tenstone.now(), pg_current_xact_id(), 'test' "
      "from generate_series(1, 1201) n");
  revoke(made);
  server_.start();
  wait_for(redis_);
  // A slow disk may cost a script its deadline: then there is no fence, and the next check draws it again. Not that of
  // a session whose tombstone is there: it needs none.
  const auto fenced = [&] { return run(cache_.find(hash_of(made), clock_.now())).fenced; };
  EXPECT_EQ(refusal(made), "session_expired");
  for (int tries = 0; tries < 100 && !fenced(); ++tries) EXPECT_TRUE(check(kept));
  const auto buried = run(redis_.command({"EVAL", "return #redis.call('KEYS', 'x:*')", "0"}, 5s));
  EXPECT_GT(buried->integer, 1201);
  EXPECT_EQ(std::to_string(buried->integer), sql("select (select count(*) from sessions where revoked_xid is not null) "
                                                 "+ (select count(*) from revoked_tokens)"));
}

// Tokens go the same ways: what differs is how PostgreSQL remembers that one was revoked.
TEST_F(Revocation, OfATokenHoldsAtOnceEverywhere) {
  ApiTokens elsewhere(database_, redis_, key_, clock_, ids_);
  const auto [issued, org] = token();
  revoke_token(org, issued.id);
  EXPECT_FALSE(run(elsewhere.verify(issued.text.reveal())));
  EXPECT_FALSE(run(tokens_.verify(issued.text.reveal())));
}

TEST_F(Revocation, OfATokenHoldsWhenRedisDiedAndCameBackWithTheOldCopy) {
  const auto [issued, org] = token();
  const auto [kept, other] = token();
  server_.kill();
  revoke_token(org, issued.id);
  EXPECT_FALSE(run(tokens_.verify(issued.text.reveal()))) << "PostgreSQL decides meanwhile";
  server_.start();
  wait_for(redis_);
  EXPECT_FALSE(run(tokens_.verify(issued.text.reveal())));
  EXPECT_TRUE(run(tokens_.verify(kept.text.reveal())));
}

TEST_F(Revocation, OfATokenHoldsWhenOnlyTheRevokerCannotReachRedis) {
  redis::Redis nowhere(loops_, {.url = "unix:///nowhere/at/all"});
  ApiTokens cut_off(database_, nowhere, key_, clock_, ids_);
  const auto [issued, org] = token();
  EXPECT_TRUE(run(cut_off.revoke(org, issued.id, Actor())));
  EXPECT_FALSE(run(tokens_.verify(issued.text.reveal())));
}

TEST_F(Revocation, NobodyIsSignedOutByRedisGoingAway) {
  const Account mia = sign_up();
  const NewSession made = login(mia);
  warm(made);
  server_.kill();
  EXPECT_TRUE(check(made));
  EXPECT_TRUE(check(login(mia)));
  server_.start();
  wait_for(redis_);
  EXPECT_TRUE(check(made));
}

}  // namespace
}  // namespace tenstone::auth
