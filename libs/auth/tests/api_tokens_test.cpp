#include "tenstone/auth/api_tokens.hpp"

#include "sessions_fixture.hpp"
#include "tenstone/audit/sealer.hpp"
#include "tenstone/auth/demo.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/token_text.hpp"
#include "tenstone/runtime/event.hpp"

namespace tenstone::auth {
namespace {
using namespace std::chrono_literals;

class ApiTokensTest : public SessionsFixture {
 protected:
  Result<IssuedToken> create(const Person& owner, std::optional<Time> expires_at = {},
                             std::vector<std::string> scopes = {"flags:write", "jobs:*"}) {
    return run(tokens_.create({owner.org, owner.user, "CI", std::move(scopes), expires_at}, Actor::user(owner.user)));
  }
  // How many of so many requests at the same time were given one.
  int create_at_once(int number, Person owner, std::optional<Time> expires_at = {}) {
    int made = 0;
    const auto one = [&]() -> Task<> {
      NewToken wanted{owner.org, owner.user, "CI", {"*"}, expires_at};
      if (co_await tokens_.create(std::move(wanted), Actor::user(owner.user))) ++made;
    };
    const auto all = [&]() -> Task<> {
      runtime::TaskGroup group(runtime::Loop::current());
      for (int i = 0; i < number; ++i) group.spawn(one());
      co_await group.join();
    };
    run(all());
    return made;
  }
  std::string refusal(const std::string& text) {
    const auto caller = run(tokens_.verify(text));
    return caller ? "accepted" : caller.error().code;
  }
};

TEST_F(ApiTokensTest, SpeaksForItsOwner) {
  const Person mia = person();
  const auto issued = create(mia);
  ASSERT_TRUE(issued);
  const auto caller = run(tokens_.verify(issued->text.reveal()));
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->org, mia.org);
  EXPECT_EQ(caller->user, mia.user);
  EXPECT_EQ(caller->token, issued->id);
  EXPECT_EQ(caller->scopes, (std::vector<std::string>{"flags:write", "jobs:*"}));
}

TEST_F(ApiTokensTest, OnlyItsHashIsStored) {
  const Person mia = person();
  const std::string text = create(mia)->text.reveal();
  const std::string row = sql("select t::text from api_tokens t where org_id = '" + to_string(mia.org) + "'");
  EXPECT_EQ(row.find(text.substr(12, 43)), std::string::npos);
  EXPECT_NE(row.find(to_hex(sha256(text))), std::string::npos);
}

TEST_F(ApiTokensTest, EveryRefusalIsTheSame) {
  const Person mia = person();
  const std::string good = create(mia)->text.reveal();
  const std::string short_lived = create(mia, clock_.now() + 1h)->text.reveal();
  EXPECT_EQ(refusal(short_lived), "accepted");
  advance(1h);
  EXPECT_EQ(refusal(good), "accepted");
  EXPECT_EQ(refusal(short_lived), "invalid_token");
  EXPECT_EQ(refusal(make_token_text().reveal()), "invalid_token");
  EXPECT_EQ(refusal("Bearer of nothing"), "invalid_token");
  sql("update users set status = 'disabled' where id = '" + to_string(mia.user) + "'");
  drop_fence();
  EXPECT_EQ(refusal(good), "invalid_token");
}

// PostgreSQL is asked once; then Redis' copy answers, in every process.
TEST_F(ApiTokensTest, ACheckIsOneTripToRedis) {
  const Person mia = person();
  const auto issued = create(mia);
  const std::string text = issued->text.reveal();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(refusal(text), "accepted");
  hold_fence();
  postgres::Database nowhere(loops_, {.url = "postgresql:///gone?host=/nowhere"});
  ApiTokens elsewhere(nowhere, redis_, key_, clock_, ids_);
  const auto caller = run(elsewhere.verify(text));
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->org, mia.org);
  EXPECT_EQ(caller->user, mia.user);
  EXPECT_EQ(caller->token, issued->id);
  EXPECT_EQ(caller->scopes, (std::vector<std::string>{"flags:write", "jobs:*"}));
  run(nowhere.close(1s));
}

TEST_F(ApiTokensTest, ACopyEndsWithItsToken) {
  const Person mia = person();
  const std::string text = create(mia, clock_.now() + 30s)->text.reveal();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(refusal(text), "accepted");
  hold_fence();
  advance(30s);
  EXPECT_EQ(refusal(text), "invalid_token");
}

TEST_F(ApiTokensTest, WithoutRedisPostgresIsAsked) {
  const Person mia = person();
  const auto issued = create(mia);
  EXPECT_EQ(refusal(issued->text.reveal()), "accepted");
  server_.kill();
  EXPECT_EQ(refusal(issued->text.reveal()), "accepted");
  sql("delete from api_tokens where org_id = '" + to_string(mia.org) + "'");
  EXPECT_EQ(refusal(issued->text.reveal()), "invalid_token");
}

TEST_F(ApiTokensTest, ALostMembershipEndsTokensAndSessions) {
  const Account mia = sign_up();
  const NewSession made = login(mia);
  const std::string text = create({.org = mia.org, .user = mia.user})->text.reveal();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(refusal(text), "accepted");
    EXPECT_TRUE(check(made));
  }
  sql("delete from memberships where user_id = '" + to_string(mia.user) + "'");
  drop_fence();
  EXPECT_EQ(refusal(text), "invalid_token");
  EXPECT_EQ(SessionsFixture::refusal(made), "session_expired");
}

TEST_F(ApiTokensTest, AnotherSecretUnderAKnownPrefixIsRefused) {
  const Person mia = person();
  const std::string good = create(mia)->text.reveal();
  const std::string other = make_token_text().reveal();
  sql("update api_tokens set prefix = '" + other.substr(3, 8) + "' where org_id = '" + to_string(mia.org) + "'");
  EXPECT_EQ(refusal(other), "invalid_token");
}

TEST_F(ApiTokensTest, LastUseIsNotedOnceAMinute) {
  const Person mia = person();
  const std::string text = create(mia)->text.reveal();
  const auto last_used = [&] { return run(tokens_.list(mia.user)).at(0).last_used_at; };
  EXPECT_EQ(last_used(), std::nullopt);
  const Time first = clock_.now();
  EXPECT_EQ(refusal(text), "accepted");
  EXPECT_EQ(last_used(), first);
  advance(59s);
  EXPECT_EQ(refusal(text), "accepted");
  EXPECT_EQ(last_used(), first);
  advance(1s);
  EXPECT_EQ(refusal(text), "accepted");
  EXPECT_EQ(last_used(), first + 60s);
}

TEST_F(ApiTokensTest, ARevokedOneStopsAndIsGoneFromTheList) {
  const Person mia = person(), eve = person();
  const auto issued = create(mia);
  const auto theft = run(tokens_.revoke(eve.org, issued->id, Actor::user(eve.user)));
  ASSERT_FALSE(theft);
  EXPECT_EQ(theft.error().code, "token_not_found");
  EXPECT_EQ(refusal(issued->text.reveal()), "accepted");
  EXPECT_TRUE(run(tokens_.revoke(mia.org, issued->id, Actor::user(mia.user))));
  EXPECT_EQ(refusal(issued->text.reveal()), "invalid_token");
  EXPECT_TRUE(run(tokens_.list(mia.user)).empty());
}

TEST_F(ApiTokensTest, AListIsOfOnePersonInAllOrganisations) {
  const Person mia = person(), eve = person();
  const auto joined = [](postgres::Database& database, Ids& ids, Uuid org, Uuid user) -> Task<> {
    auto transaction = co_await database.begin();
    EXPECT_TRUE(co_await add_member(transaction, ids, org, user, "member", Actor()));
    co_await transaction.commit();
  };
  run(joined(database_, ids_, eve.org, mia.user));
  const auto first = create(mia), second = create({.org = eve.org, .user = mia.user}, clock_.now() + 1h);
  EXPECT_TRUE(create(eve));
  const auto hers = run(tokens_.list(mia.user));
  ASSERT_EQ(hers.size(), 2U);
  EXPECT_EQ(hers[0].id, second->id);
  EXPECT_EQ(hers[0].org, eve.org);
  EXPECT_EQ(hers[0].prefix, second->text.reveal().substr(3, 8));
  EXPECT_EQ(hers[0].name, "CI");
  EXPECT_EQ(hers[0].scopes, (std::vector<std::string>{"flags:write", "jobs:*"}));
  EXPECT_EQ(hers[0].created_at, clock_.now());
  EXPECT_EQ(hers[0].expires_at, clock_.now() + 1h);
  EXPECT_EQ(hers[1].id, first->id);
  EXPECT_EQ(hers[1].expires_at, std::nullopt);
}

TEST(TokenExpiry, IsATimeFromNowOrNever) {
  const Time now = parse_rfc3339("2026-01-01T00:00:00Z").value();
  EXPECT_EQ(token_expiry(kTokenLifetime, now).value(), now + 24h * 90);
  EXPECT_EQ(token_expiry("1min", now).value(), now + 1min);
  EXPECT_EQ(token_expiry("never", now).value(), std::nullopt);
  for (const char* wrong : {"", "90", "59s", "0d", "-1d", "3654d", "Never", "forever", "9999999999999999999d"})
    EXPECT_FALSE(token_expiry(wrong, now)) << wrong;
}

TEST_F(ApiTokensTest, RefusesWhatItCannotIssue) {
  const Person mia = person(), eve = person();
  EXPECT_EQ(create(mia, {}, {}).error().code, "scope_invalid");
  EXPECT_EQ(create(mia, {}, {"Flags Write"}).error().code, "scope_invalid");
  EXPECT_EQ(create({.org = mia.org, .user = eve.user}).error().code, "member_not_found");
  EXPECT_EQ(run(tokens_.create({mia.org, mia.user, "", {"*"}, {}}, Actor())).error().code, "name_invalid");
}

TEST_F(ApiTokensTest, AUserHasAHundredThatWork) {
  const Person mia = person();
  const auto count = [&] {
    return sql("select count(*) from api_tokens where user_id = '" + to_string(mia.user) + "'");
  };
  EXPECT_EQ(create_at_once(98, mia, clock_.now() + 1h), 98);
  EXPECT_EQ(create_at_once(20, mia), 2);
  EXPECT_EQ(create(mia).error().code, "too_many_tokens");
  EXPECT_TRUE(create(person())) << "of another user";
  advance(1h);
  EXPECT_EQ(create_at_once(98, mia, clock_.now() + 1h), 98) << "in place of those that have expired";
  EXPECT_EQ(count(), "198");
  advance(1h);
  ASSERT_TRUE(create(mia));
  EXPECT_EQ(count(), "103") << "100 that have expired, and 3 that work";
}

TEST_F(ApiTokensTest, WhatHappenedIsInTheAuditLog) {
  const Person mia = person();
  const auto issued = create(mia);
  EXPECT_TRUE(run(tokens_.revoke(mia.org, issued->id, Actor::user(mia.user, {"192.0.2.7", "curl"}))));
  EXPECT_EQ(
      sql("select string_agg(action, ' ' order by id) from audit_log where org_id = '" + to_string(mia.org) + "'"),
      "organisation.created token.created token.revoked");
  EXPECT_EQ(sql("select host(ip) || ua || subject from audit_log where action = 'token.revoked' and org_id = '" +
                to_string(mia.org) + "'"),
            "192.0.2.7curltoken:" + to_string(issued->id));
  run(audit::seal(database_));
  EXPECT_EQ(run(audit::verify(database_, mia.org)).entries, 3);
}

TEST_F(ApiTokensTest, AnAddressBelongsToOneAccount) {
  const Person mia = person();
  const auto again = [](postgres::Database& database, Ids& ids, Email email) -> Task<Result<Uuid>> {
    auto transaction = co_await database.begin();
    co_return co_await create_user(transaction, ids, email);
  };
  const auto upper = parse_email("MIA" + mia.email.substr(3));
  EXPECT_EQ(run(again(database_, ids_, upper.value())).error().code, "email_taken");
  EXPECT_EQ(run(find_user(database_, upper.value()))->email, mia.email);
}

TEST_F(ApiTokensTest, TheDemoIsMadeOnceEvenByTwo) {
  const auto both = [](postgres::Database& database, Ids& ids) -> Task<std::vector<Demo>> {
    std::vector<Demo> made;
    const auto one = [](postgres::Database& on, Ids& with, std::vector<Demo>& all) -> Task<> {
      all.push_back(co_await ensure_demo(on, with));
    };
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 3; ++i) group.spawn(one(database, ids, made));
    co_await group.join();
    co_return made;
  };
  const auto made = run(both(database_, ids_));
  ASSERT_EQ(made.size(), 3U);
  EXPECT_EQ(made[0].org, made[1].org);
  EXPECT_EQ(made[0].user, made[2].user);

  const std::string first = run(issue_demo_token(tokens_, made[0])).reveal();
  EXPECT_TRUE(run(demo_token_works(tokens_, made[0], first)));
  EXPECT_EQ(run(tokens_.verify(first))->org, made[0].org);
  const std::string second = run(issue_demo_token(tokens_, made[0])).reveal();
  EXPECT_FALSE(run(demo_token_works(tokens_, made[0], first)));
  EXPECT_TRUE(run(demo_token_works(tokens_, made[0], second)));
  EXPECT_FALSE(run(demo_token_works(tokens_, made[0], create(person())->text.reveal())));
}

}  // namespace
}  // namespace tenstone::auth
