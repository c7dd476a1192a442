#include "tenstone/auth/sessions.hpp"

#include "sessions_fixture.hpp"
#include "tenstone/audit/sealer.hpp"
#include "tenstone/auth/attempts.hpp"

namespace tenstone::auth {
namespace {
using namespace std::chrono_literals;

using SessionsTest = SessionsFixture;

TEST_F(SessionsTest, WhoLogsInIsSignedIn) {
  const Account mia = sign_up();
  const NewSession made = login(mia, {.client = {"192.0.2.7", "Firefox"}});
  const auto session = check(made);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->user, mia.user);
  EXPECT_EQ(session->org, mia.org);
  EXPECT_EQ(session->id, made.session.id);
  EXPECT_EQ(session->idle_expires_at, clock_.now() + 2h);
  EXPECT_EQ(session->expires_at, clock_.now() + 12h);
  const auto devices = run(sessions_.list(mia.user));
  ASSERT_EQ(devices.size(), 1U);
  EXPECT_EQ(devices[0].ip, "192.0.2.7");
  EXPECT_EQ(devices[0].user_agent, "Firefox");
  EXPECT_EQ(sql("select count(*) from sessions s where s::text like '%" + made.token.reveal() + "%'"), "0");
}

TEST_F(SessionsTest, EveryFailureOfALoginIsTheSame) {
  const Account mia = sign_up();
  const auto refusal = [&](const std::string& email, const std::string& password) {
    const auto made = run(sessions_.login({.email = email, .password = Secret(password)}));
    return made ? "signed in" : made.error().code + made.error().message;
  };
  const std::string wrong = refusal(email_of(mia), "wrong password, alas");
  EXPECT_TRUE(wrong.starts_with("invalid_credentials"));
  EXPECT_EQ(refusal("nobody@example.com", kPassword), wrong);
  EXPECT_EQ(refusal("not an address", kPassword), wrong);
  EXPECT_EQ(refusal(email_of(mia), ""), wrong);
  EXPECT_EQ(refusal(email_of(mia), std::string(3000, 'a')), wrong);
  EXPECT_EQ(refusal(email_of(mia), kPassword), "signed in");
  sql("update users set status = 'disabled' where id = '" + to_string(mia.user) + "'");
  EXPECT_EQ(refusal(email_of(mia), kPassword), wrong);
}

TEST_F(SessionsTest, AFailureIsCountedAndAuditedWhoeverIsAskedFor) {
  const Account mia = sign_up();
  const auto fail = [&](const std::string& email) {
    return run(sessions_.login(
        {.email = email, .password = Secret<std::string>("wrong password, alas"), .client = {"192.0.2.7", "curl"}}));
  };
  const std::string nobody = "nobody+" + to_string(ids_.next()) + "@example.com";
  const auto failures = [&](const std::string& email) {
    return sql("select coalesce(max(streak), 0)::text from failed_logins where account = sha256(lower('" + email +
               "')::bytea)");
  };
  EXPECT_FALSE(fail(email_of(mia)));
  EXPECT_FALSE(fail(email_of(mia)));
  EXPECT_FALSE(fail(nobody));
  EXPECT_EQ(failures(email_of(mia)), "2");
  EXPECT_EQ(failures(nobody), "1");
  EXPECT_EQ(
      sql("select count(*)::text from audit_log where org_id = '" + to_string(mia.org) +
          "' and action = 'login.failed' and subject = 'user:" + to_string(mia.user) + "' and host(ip) = '192.0.2.7'"),
      "2");
  EXPECT_EQ(sql("select count(*)::text from audit_log where org_id = '" + to_string(Uuid()) +
                "' and action = 'login.failed' and subject = 'account:" + account_key(nobody) + "'"),
            "1");
  login(mia);
  EXPECT_EQ(failures(email_of(mia)), "0") << "in a row";
}

TEST_F(SessionsTest, AfterAHundredFailuresInARowNoPasswordIsRight) {
  const Account mia = sign_up();
  const auto tried = [&] { return run(sessions_.login({.email = email_of(mia), .password = Secret(kPassword)})); };
  sql("insert into failed_logins (account, streak) values (sha256(lower('" + email_of(mia) + "')::bytea), 99)");
  EXPECT_TRUE(tried());
  sql("insert into failed_logins (account, streak) values (sha256(lower('" + email_of(mia) + "')::bytea), 100)");
  const auto refused = tried();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "invalid_credentials");
}

TEST_F(SessionsTest, EndsWhenNobodyUsesIt) {
  const NewSession made = login(sign_up());
  advance(2h - 1s);
  EXPECT_TRUE(check(made));
  advance(2h - 1s);
  EXPECT_TRUE(check(made)) << "use has moved the deadline";
  advance(2h);
  EXPECT_EQ(refusal(made), "session_expired");
}

TEST_F(SessionsTest, EndsAtItsAbsoluteDeadlineHoweverMuchItIsUsed) {
  const NewSession made = login(sign_up());
  for (int hour = 1; hour < 12; ++hour) {
    advance(1h);
    EXPECT_TRUE(check(made)) << hour;
  }
  advance(1h);
  EXPECT_EQ(refusal(made), "session_expired");
}

TEST_F(SessionsTest, ARememberedOneLastsThirtyDaysAndSevenUnused) {
  const Account mia = sign_up();
  const NewSession made = login(mia, {.remember = true}), idle = login(mia, {.remember = true});
  for (int days = 6; days < 30; days += 6) {
    advance(std::chrono::days(6));
    EXPECT_TRUE(check(made)) << days;
  }
  EXPECT_EQ(refusal(idle), "session_expired");
  advance(std::chrono::days(6));
  EXPECT_EQ(refusal(made), "session_expired");
}

TEST_F(SessionsTest, OneThatHasEndedIsRemovedADayAfterItsTime) {
  const Account mia = sign_up();
  const NewSession used = login(mia);
  EXPECT_TRUE(run(sessions_.revoke_all(mia.user, used.session.id, Actor())));
  const NewSession revoked = login(mia), remembered = login(mia, {.remember = true});
  EXPECT_TRUE(run(sessions_.revoke(mia.user, revoked.session.id, Actor())));
  const auto left = [&] { return sql("select count(*) from sessions where user_id = '" + to_string(mia.user) + "'"); };
  advance(36h - 1s);
  (void)run(sessions_.remove_ended());
  EXPECT_EQ(left(), "3");
  advance(1s);
  EXPECT_GE(run(sessions_.remove_ended()), 2);
  EXPECT_EQ(left(), "1");
  EXPECT_TRUE(check(remembered));
  EXPECT_EQ(refusal(used), "session_expired");
}

TEST_F(SessionsTest, ManyThatHaveEndedAreAllRemoved) {
  const Account mia = sign_up();
  const NewSession made = login(mia);
  sql("insert into sessions (id, token_hash, org_id, user_id, remembered, idle_expires_at, expires_at, ua) "
      "select gen_random_uuid(), sha256(n::text::bytea), org_id, user_id, false, tenstone.now(), "
      "tenstone.now() - interval '2 days', '' from sessions, generate_series(1, 2500) n where id = '" +
      to_string(made.session.id) + "'");
  EXPECT_EQ(run(sessions_.remove_ended()), 2500);
  EXPECT_TRUE(check(made));
}

TEST_F(SessionsTest, LastUseIsWrittenOnceAMinute) {
  const Account mia = sign_up();
  const NewSession made = login(mia);
  const Time start = clock_.now();
  const auto last_seen = [&] { return run(sessions_.list(mia.user)).at(0).last_seen_at; };
  advance(59s);
  EXPECT_TRUE(check(made));
  EXPECT_EQ(last_seen(), start);
  advance(1s);
  EXPECT_EQ(check(made)->last_seen_at, start + 60s);
  EXPECT_EQ(last_seen(), start + 60s);
  advance(59s);
  EXPECT_EQ(check(made)->last_seen_at, start + 60s);
}

TEST_F(SessionsTest, NoiseIsRefused) {
  for (const auto* token : {"", "abc", "ts_0123abcd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA3BiclD"})
    EXPECT_EQ(run(sessions_.check(token)).error().code, "session_expired");
  EXPECT_EQ(run(sessions_.check(to_base64url(random_string(32)))).error().code, "session_expired");
}

TEST_F(SessionsTest, OneOrAllOthersCanBeEnded) {
  const Account mia = sign_up(), eve = sign_up();
  const NewSession phone = login(mia), laptop = login(mia), desk = login(mia), hers = login(eve);
  for (const NewSession* each : {&phone, &laptop, &desk}) EXPECT_TRUE(check(*each));
  EXPECT_EQ(run(sessions_.revoke(eve.user, phone.session.id, Actor::user(eve.user))).error().code, "session_not_found");
  EXPECT_TRUE(run(sessions_.revoke(mia.user, phone.session.id, Actor::user(mia.user))));
  EXPECT_EQ(refusal(phone), "session_expired");
  EXPECT_EQ(run(sessions_.revoke(mia.user, phone.session.id, Actor::user(mia.user))).error().code, "session_not_found");
  EXPECT_EQ(run(sessions_.revoke_all(mia.user, desk.session.id, Actor::user(mia.user))).value(), 1);
  EXPECT_EQ(refusal(laptop), "session_expired");
  EXPECT_TRUE(check(desk));
  EXPECT_TRUE(check(hers));
  EXPECT_EQ(run(sessions_.list(mia.user)).size(), 1U);
  EXPECT_EQ(
      sql("select string_agg(action, ' ' order by id) from audit_log where org_id = '" + to_string(mia.org) + "'"),
      "organisation.created session.created session.created session.created session.ended session.ended");
  run(audit::seal(database_));
  EXPECT_EQ(run(audit::verify(database_, mia.org)).entries, 6);
}

TEST_F(SessionsTest, TheOldestEndsBeyondTheLimit) {
  Sessions two(database_, redis_, key_, clock_, ids_, passwords_, {.most_per_user = 2});
  const Account mia = sign_up();
  std::vector<NewSession> made;
  for (int i = 0; i < 3; ++i) {
    made.push_back(run(two.login({.email = email_of(mia), .password = Secret(kPassword)})).value());
    EXPECT_TRUE(check(made.back()));
    advance(1s);
  }
  EXPECT_EQ(refusal(made[0]), "session_expired");
  EXPECT_TRUE(check(made[1]));
  EXPECT_TRUE(check(made[2]));
}

TEST_F(SessionsTest, ALoginEndsTheSessionThatTheBrowserHad) {
  const Account mia = sign_up();
  const NewSession before = login(mia);
  EXPECT_TRUE(check(before));
  const NewSession after = login(mia, {.previous_token = before.token.reveal()});
  EXPECT_EQ(refusal(before), "session_expired");
  EXPECT_TRUE(check(after));
}

TEST_F(SessionsTest, APasswordOfAnotherAlgorithmIsHashedAgainAtLogin) {
  const Account mia = sign_up();
  const Login one{.email = email_of(mia), .password = Secret(kPassword)};
  const auto algorithm = [&] {
    return sql("select split_part(phc, '$', 2) from password_credentials where user_id = '" + to_string(mia.user) +
               "'");
  };
  Passwords bcrypt(pool_, metrics_, {.scheme = BcryptCost{.log_rounds = 4}});
  Sessions by_bcrypt(database_, redis_, key_, clock_, ids_, bcrypt);
  EXPECT_TRUE(run(by_bcrypt.login(one)));
  EXPECT_EQ(algorithm(), "2b");
  EXPECT_TRUE(run(sessions_.login(one)));
  EXPECT_EQ(algorithm(), "argon2id");

  const std::string long_one(80, 'a');  // set while Argon2id was the scheme
  sql("update password_credentials set phc = '" + hash_password(long_one, passwords_.scheme()) + "' where user_id = '" +
      to_string(mia.user) + "'");
  EXPECT_TRUE(run(by_bcrypt.login({.email = one.email, .password = Secret(long_one)})));
  EXPECT_EQ(algorithm(), "argon2id") << "bcrypt cannot take it: it stays as it is";
}

TEST_F(SessionsTest, APasswordOfAnotherCostIsHashedAgainAtLogin) {
  const Account mia = sign_up();
  Passwords dearer(pool_, metrics_, {.scheme = Argon2Cost{.memory_kib = 16, .passes = 2, .lanes = 1}});
  Sessions later(database_, redis_, key_, clock_, ids_, dearer);
  const Login one{.email = email_of(mia), .password = Secret(kPassword)};
  EXPECT_TRUE(run(later.login(one)));
  EXPECT_EQ(
      sql("select split_part(phc, '$', 4) from password_credentials where user_id = '" + to_string(mia.user) + "'"),
      "m=16,t=2,p=1");
  EXPECT_TRUE(run(later.login(one)));
}

TEST_F(SessionsTest, SignUpRefusesWhatItMust) {
  const Account mia = sign_up();
  const auto refusal = [&](const std::string& email, const std::string& password) {
    return run(accounts_.sign_up({.email = email, .password = Secret(password)})).error().code;
  };
  EXPECT_EQ(refusal(email_of(mia), kPassword), "email_taken");
  EXPECT_EQ(refusal("nobody", kPassword), "email_invalid");
  EXPECT_EQ(refusal("new@example.com", "short"), "password_too_short");
  EXPECT_EQ(refusal("new@example.com", std::string(257, 'a')), "password_too_long");
  EXPECT_EQ(sql("select count(*) from users where email = 'new@example.com'"), "0");
}

}  // namespace
}  // namespace tenstone::auth
