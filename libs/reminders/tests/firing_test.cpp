#include <gmock/gmock.h>

#include "firing_fixture.hpp"

namespace tenstone::reminders {
namespace {
using ::testing::HasSubstr;

// What an occurrence and its reminder came to.
constexpr auto kState =
    "select fired_at is not null, handed_over, missed, delivery_id is not null from reminder_occurrences order by "
    "due_at";
constexpr auto kReminder =
    "select state, next_at is not null, version, gone_off_at is not null, unacknowledged from reminders";
constexpr auto kMails = "select count(*) from mail_outbox join jobs on public_id = mail_outbox.id";

TEST_F(FiringTest, AReminderGoesOffByMail) {
  const Uuid occurrence = add({});
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql(kState), "t|t|f|t");
  EXPECT_EQ(sql(kReminder), "completed|f|8|t|t");
  EXPECT_EQ(sql("select recipient, subject, message_id = m.id || '@example.test', m.id = o.delivery_id, "
                "body = 'Due ' || to_char(o.due_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') || "
                "', reminder ' || o.reminder_id from mail_outbox m, reminder_occurrences o"),
            "mia@example.test|Water the plants|t|t|t");
  EXPECT_EQ(sql(kMails), "1");
  EXPECT_EQ(mail_wakes_, 1);
  EXPECT_EQ(job(occurrence).state, jobs::JobState::Succeeded);
  EXPECT_TRUE(counted("tenstone_reminders_gone_off_total{channel=\"email\"}", 1));
  EXPECT_TRUE(counted("tenstone_reminders_gone_off_total{channel=\"webhook\"}", 0));
  EXPECT_TRUE(counted("tenstone_reminder_lateness_seconds_count", 1));
}

TEST_F(FiringTest, AReminderGoesOffByWebhook) {
  const Uuid endpoint = add_endpoint();
  const Uuid occurrence = add({.channel = {ChannelType::Webhook, to_string(endpoint)}});
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql(kState), "t|t|f|t");
  EXPECT_EQ(sql("select endpoint_id, d.id = o.delivery_id, d.id = j.public_id "
                "from webhook_deliveries d, reminder_occurrences o, jobs j"),
            to_string(endpoint) + "|t|t");
  EXPECT_THAT(sql("select convert_from(body, 'UTF8') from webhook_messages"),
              HasSubstr(R"("occurrence":{"id":")" + to_string(occurrence)));
  EXPECT_EQ(work_.wakes, 1);
  EXPECT_TRUE(counted("tenstone_reminders_gone_off_total{channel=\"webhook\"}", 1));
}

TEST_F(FiringTest, AReminderGoesOffByALineOfTheLog) {
  const Uuid occurrence = add({.channel = {ChannelType::Log, {}}, .title = "Water\nthe plants"});
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql(kState), "t|t|f|f");
  const auto view = job(occurrence);
  ASSERT_EQ(view.attempts.at(0).logs.size(), 1U);
  EXPECT_EQ(view.attempts[0].logs[0].text, "Water the plants");
  EXPECT_TRUE(counted("tenstone_reminders_gone_off_total{channel=\"log\"}", 1));
}

TEST_F(FiringTest, HoweverOftenItsJobRunsItGoesOffOnce) {
  handle_ = [this](jobs::Run& run) -> Task<jobs::Outcome> {
    for (int i = 0; i < 3; ++i) co_await firing_.go_off(run);
    co_return co_await firing_.go_off(run);
  };
  add({});
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql(kMails), "1");
  EXPECT_EQ(sql(kReminder), "completed|f|8|t|t");
  EXPECT_EQ(mail_wakes_, 1);
}

TEST_F(FiringTest, OfManyAtOnceOneGoesOff) {
  handle_ = [this](jobs::Run& run) -> Task<jobs::Outcome> {
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 8; ++i)
      group.spawn([](Firing* firing, jobs::Run* of) -> Task<> { co_await firing->go_off(*of); }(&firing_, &run));
    co_await group.join();
    co_return jobs::Done{};
  };
  add({});
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql(kMails), "1");
  EXPECT_EQ(sql(kReminder), "completed|f|8|t|t");
}

TEST_F(FiringTest, WhenTheConnectionIsLostBetweenNothingHasHappened) {
  begin_a_minute();
  std::atomic<int> calls = 0;
  on_mail_ = [&calls](postgres::Transaction& transaction) -> Task<Result<void>> {
    if (++calls > 1) co_return Result<void>();
    const auto gone = co_await transaction.execute("select pg_terminate_backend(pg_backend_pid())");
    if (!gone) co_return gone.error();
    co_return Result<void>();
  };
  const Uuid occurrence = add({.plan = minutely("last"), .due = "date_trunc('minute', tenstone.now())"});
  start();
  ASSERT_TRUE(eventually([&] { return job(occurrence).state == jobs::JobState::Retrying; }));
  EXPECT_EQ(sql(kState), "f|f|f|f");
  EXPECT_EQ(sql("select count(*) from mail_outbox"), "0");
  EXPECT_EQ(sql(kReminder), "active|t|7|f|f");
  pass(1h);
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql("select count(*) from mail_outbox"), "1");
  EXPECT_EQ(sql("select version from reminders"), "8");
  EXPECT_EQ(sql("select count(*) from reminder_occurrences"), "2");
}

TEST_F(FiringTest, ARuleMovesOnWithEachTime) {
  begin_a_minute();
  add({.plan = minutely("last"), .due = "date_trunc('minute', tenstone.now())"});
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql(kState), "t|t|f|t\nf|f|f|f");
  EXPECT_EQ(sql(kReminder), "active|t|8|t|t");
  EXPECT_EQ(sql("select next_at = o.due_at, o.plan_version, o.due_at = date_trunc('minute', o.due_at), tzdata <> '', "
                "j.run_at >= o.due_at and j.run_at < o.due_at + interval '2 ms', j.payload = ('{\"reminder\":\"' || "
                "o.reminder_id || '\"}')::bytea "
                "from reminders, reminder_occurrences o join jobs j on j.public_id = o.id where fired_at is null"),
            "t|7|t|t|t|t");
  pass(60s);
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql("select count(*), count(*) filter (where handed_over) from reminder_occurrences"), "3|2");
  EXPECT_EQ(sql("select version from reminders"), "9");
  EXPECT_EQ(sql(kMails), "2");
}

TEST_F(FiringTest, ASnoozedTimeLeavesTheRuleAsItIs) {
  begin_a_minute();
  const Uuid rule = add({.plan = minutely("last"), .due = "tenstone.now() + interval '1 hour'"});
  sql("insert into reminder_occurrences (org_id, id, reminder_id, plan_version, due_at, snoozed) select org_id, "
      "gen_random_uuid(), reminder_id, 7, tenstone.now() - interval '3 hours', true from reminder_occurrences");
  sql("update jobs set public_id = (select id from reminder_occurrences where snoozed), run_at = tenstone.now()");
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql(kState), "t|t|f|t\nf|f|f|f");
  EXPECT_EQ(sql("select state, next_at = due_at, version from reminders, reminder_occurrences o where o.id = '" +
                to_string(rule) + "'"),
            "active|t|8");
}

TEST_F(FiringTest, NothingGoesOffEarly) {
  const Uuid occurrence = add({.due = "tenstone.now() + interval '1 hour'"});
  sql("update jobs set run_at = tenstone.now()");
  start();
  ASSERT_TRUE(eventually_sql("select uncounted from jobs where state = 0", "1"));
  EXPECT_EQ(sql(kState), "f|f|f|f");
  EXPECT_EQ(sql("select run_at >= due_at and run_at < due_at + interval '1 minute' from jobs, reminder_occurrences"),
            "t");
  pass(3660s);
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql(kState), "t|t|f|t");
  EXPECT_EQ(sql("select fired_at >= due_at from reminder_occurrences"), "t");
  EXPECT_EQ(job(occurrence).state, jobs::JobState::Succeeded);
}

TEST_F(FiringTest, WhatIsCancelledWhileItsJobWaitsForTheLockDoesNotGoOff) {
  begin_a_minute();
  const Uuid occurrence = add({.plan = minutely("last")});
  const auto change = [this]() -> Task<> {
    auto transaction = co_await database_.begin();
    const auto locked = co_await transaction.execute("select from reminders for update");
    if (!locked) throw Failure(locked.error());
    start();
    const auto waits = [this] {
      return sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%for "
                 "update%'") == "1";
    };
    while (!waits()) co_await runtime::sleep_for(1ms);
    const auto cancelled =
        co_await transaction.execute("update reminder_occurrences set cancelled_at = tenstone.now()");
    if (!cancelled) throw Failure(cancelled.error());
    co_await transaction.commit();
  };
  run(change());
  ASSERT_TRUE(settled());
  EXPECT_EQ(sql(kState), "f|f|f|f");
  EXPECT_EQ(sql(kReminder), "active|t|7|f|f");
  EXPECT_EQ(sql("select count(*) from mail_outbox"), "0");
  EXPECT_EQ(job(occurrence).state, jobs::JobState::Succeeded);
}

TEST_F(FiringTest, AChangeWaitsForWhatGoesOffAndFindsAnotherVersion) {
  std::atomic<bool> entered = false;
  on_mail_ = [&](postgres::Transaction&) -> Task<Result<void>> {
    entered = true;
    while (!released_) co_await runtime::sleep_for(1ms);
    co_return Result<void>();
  };
  add({});
  start();
  ASSERT_TRUE(eventually([&] { return entered.load(); }));
  EXPECT_THROW(sql("select from reminders for update nowait"), std::runtime_error);
  released_ = true;
  EXPECT_EQ(sql("select version from reminders for update"), "8");
  EXPECT_EQ(sql(kState), "t|t|f|t");
}

}  // namespace
}  // namespace tenstone::reminders
