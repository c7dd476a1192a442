// What goes off after a time without a worker.
#include "firing_fixture.hpp"

namespace tenstone::reminders {
namespace {

class CatchUpTest : public FiringTest {
 protected:
  static inline const std::string kTenMinutesAgo = "date_trunc('minute', tenstone.now()) - interval '10 minutes'";

  std::string counts() {
    return sql(
        "select count(*), count(*) filter (where handed_over), count(*) filter (where missed), "
        "count(distinct due_at) from reminder_occurrences");
  }
};

TEST_F(CatchUpTest, ASingleTimeGoesOffHoweverLate) {
  add({.due = "tenstone.now() - interval '3 hours'"});
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(counts(), "1|1|0|1");
  EXPECT_TRUE(counted("tenstone_reminder_lateness_seconds_bucket{le=\"3600\"}", 0));
  EXPECT_TRUE(counted("tenstone_reminder_lateness_seconds_bucket{le=\"+Inf\"}", 1));
  EXPECT_TRUE(counted("tenstone_reminders_missed_total", 0));
}

TEST_F(CatchUpTest, LastIsTheLatestTimeInPlaceOfTheFirst) {
  begin_a_minute();
  add({.plan = minutely("last"), .due = kTenMinutesAgo});
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(counts(), "2|1|0|2");
  EXPECT_EQ(sql("select due_at > fired_at - interval '1 minute' from reminder_occurrences where handed_over"), "t");
  EXPECT_EQ(sql("select count(*) from mail_outbox"), "1");
  EXPECT_TRUE(counted("tenstone_reminders_missed_total", 1));
}

TEST_F(CatchUpTest, OfAllTheLatestGoOffEachOnce) {
  begin_a_minute();
  add({.plan = minutely("all", R"(,"max":3)"), .due = kTenMinutesAgo});
  start();
  ASSERT_TRUE(eventually_sql("select count(*) from mail_outbox", "3"));
  ASSERT_TRUE(settled());
  EXPECT_EQ(counts(), "4|3|0|4");
  EXPECT_EQ(sql("select version, state, next_at = (select max(due_at) from reminder_occurrences) from reminders"),
            "10|active|t");
  EXPECT_EQ(sql("select max(due_at) - min(due_at) from reminder_occurrences"), "00:03:00");
  EXPECT_TRUE(counted("tenstone_reminders_missed_total", 1));
}

// A further time of catch_up that is late itself stands for itself: the rule has moved on before it.
TEST_F(CatchUpTest, FurtherTimesThatAreHeldUpMakeNoOthers) {
  begin_a_minute();
  std::atomic<int> calls = 0;
  handle_ = [&](jobs::Run& run) -> Task<jobs::Outcome> {
    if (++calls > 1)
      while (!released_) co_await runtime::sleep_for(1ms);
    co_return co_await firing_.go_off(run);
  };
  add({.plan = minutely("all", R"(,"max":2)"), .due = kTenMinutesAgo});
  start();
  ASSERT_TRUE(eventually([&] { return calls == 2; }));  // the first has gone off, the further one is held up
  EXPECT_EQ(counts(), "3|1|0|3");
  pass(300s);
  ASSERT_TRUE(eventually([&] { return calls == 3; }));  // and so is the rule's next
  released_ = true;
  ASSERT_TRUE(eventually_sql("select count(*) from mail_outbox", "4"));
  ASSERT_TRUE(settled());
  EXPECT_EQ(counts(), "5|4|0|5");
  EXPECT_EQ(sql("select next_at = (select max(due_at) from reminder_occurrences) from reminders"), "t");
}

TEST_F(CatchUpTest, WhatIsSkippedIsMissed) {
  const Uuid occurrence = add({.plan = R"({"cron":"0 0 1 1 *","tz":"UTC","catch_up":{"policy":"skip"}})",
                               .due = "date_trunc('year', tenstone.now())"});
  handle_ = [this](jobs::Run& run) -> Task<jobs::Outcome> {
    co_await firing_.go_off(run);
    co_return co_await firing_.go_off(run);  // again: it stays as it is
  };
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(counts(), "2|0|1|2");
  EXPECT_EQ(sql("select fired_at is null, missed from reminder_occurrences where id = '" + to_string(occurrence) + "'"),
            "t|t");
  EXPECT_EQ(sql("select state, version, unacknowledged, gone_off_at is null, "
                "next_at = date_trunc('year', tenstone.now()) + interval '1 year' from reminders"),
            "active|7|f|t|t");
  EXPECT_EQ(sql("select count(*) from mail_outbox"), "0");
  EXPECT_EQ(job(occurrence).state, jobs::JobState::Succeeded);
  EXPECT_TRUE(counted("tenstone_reminders_missed_total", 1));
  EXPECT_TRUE(counted("tenstone_reminders_gone_off_total{channel=\"email\"}", 0));
}

}  // namespace
}  // namespace tenstone::reminders
