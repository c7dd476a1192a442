#include "reminders_fixture.hpp"

namespace tenstone::reminders {
namespace {

using ::testing::ElementsAre;

class RenewTest : public RemindersTest {
 protected:
  RenewTest() { time_is("2026-05-01T12:00:00Z"); }

  // As if older zones had led to that time.
  void was_computed(const Uuid& id, const std::string& due_at) {
    const std::string where = "where reminder_id = '" + to_string(id) + "'";
    sql("update reminder_occurrences set due_at = '" + due_at + "' " + where + "; update jobs set run_at = '" + due_at +
        "' where public_id in (select id from reminder_occurrences " + where +
        "); update reminders set tzdata = '2001a', next_at = '" + due_at + "' where id = '" + to_string(id) + "'");
  }
};

TEST_F(RenewTest, TimesThatOlderZonesHaveLedToAreComputedAgain) {
  const Uuid rule = add(tea(when(R"({"cron":"0 18 * * *","tz":"Europe/Riga"})"))).id;
  const Uuid local = add(tea(when(R"({"local_time":"2026-05-02T18:00","tz":"Europe/Riga"})"))).id;
  was_computed(rule, "2026-05-01T16:00:00Z");
  was_computed(local, "2026-05-02T14:00:00Z");
  const Uuid instant = add("2026-05-01T20:00:00Z").id, fresh = add(tea(when(R"({"cron":"0 19 * * *","tz":"UTC"})"))).id;
  woken_.clear();
  EXPECT_EQ(run(reminders_.renew()), 2U);
  EXPECT_EQ(times(rule), "15:00 pending");
  EXPECT_EQ(times(local), "15:00 pending");
  EXPECT_EQ(jobs(), "15:00, 19:00, 20:00, 15:00");
  EXPECT_EQ(
      sql("select count(*) from reminder_occurrences o join jobs j on j.public_id = o.id and j.run_at = o.due_at"),
      "4");
  EXPECT_EQ(find(rule).next_at, parse_rfc3339("2026-05-01T15:00:00Z"));
  EXPECT_EQ(find(rule).version, 2) << "who has seen the old time has not seen this one";
  EXPECT_EQ(of("tzdata", rule), recurrence::Zone::version());
  EXPECT_THAT(woken_, ElementsAre(3h, 27h));
  EXPECT_EQ(find(instant).version, 1);
  EXPECT_EQ(find(fresh).version, 1);
  EXPECT_EQ(run(reminders_.renew()), 0U);
}

TEST_F(RenewTest, ATimeThatStaysKeepsItsJobAndVersion) {
  const auto made = add(tea(when(R"({"cron":"0 18 * * *","tz":"Europe/Riga"})")));
  const std::string before = sql("select id from jobs");
  sql("update reminders set tzdata = '2001a'");
  EXPECT_EQ(run(reminders_.renew()), 1U);
  EXPECT_EQ(sql("select id from jobs"), before);
  EXPECT_EQ(find(made.id).version, 1);
  EXPECT_EQ(find(made.id).changed_at, made.changed_at);
  EXPECT_EQ(of("tzdata", made.id), recurrence::Zone::version());
}

TEST_F(RenewTest, ASingleTimeThatHasPassedByTheNewZonesGoesOffAtOnce) {
  const Uuid id = add(tea(when(R"({"local_time":"2026-05-01T15:30","tz":"Europe/Riga"})"))).id;
  was_computed(id, "2026-05-01T13:30:00Z");
  time_is("2026-05-01T13:00:00Z");
  EXPECT_EQ(run(reminders_.renew()), 1U);
  EXPECT_EQ(times(id), "12:30 pending");
  EXPECT_EQ(jobs(), "13:00");
}

TEST_F(RenewTest, WhatIsDueOrSnoozedOrOverIsLeftAlone) {
  const Uuid due = add(tea(when(R"({"cron":"0 18 * * *","tz":"Europe/Riga"})"))).id;
  was_computed(due, "2026-05-01T11:00:00Z");
  const Uuid over = add(tea(when(R"({"cron":"0 18 * * *","tz":"Europe/Riga"})"))).id;
  was_computed(over, "2026-05-01T16:00:00Z");
  ASSERT_TRUE(run(reminders_.cancel(kOrg, over)));
  const Uuid snoozed = add(tea(when(R"({"local_time":"2026-05-01T15:00","tz":"Europe/Riga"})"))).id;
  goes_off(snoozed);
  ASSERT_TRUE(run(reminders_.snooze(kOrg, snoozed, 60s, {})));
  sql("update reminders set tzdata = '2001a'");
  run(reminders_.renew());
  EXPECT_EQ(times(due), "11:00 pending");
  EXPECT_EQ(times(over), "16:00 cancelled");
  EXPECT_EQ(times(snoozed), "12:00 gone off, 12:01 snoozed pending");
}

TEST_F(RenewTest, ManyAreRenewedBatchByBatch) {
  std::vector<NewReminder> many(450, tea(when(R"({"cron":"0 18 * * *","tz":"Europe/Riga"})")));
  ASSERT_TRUE(run(reminders_.create(kOrg, many, {})));
  ASSERT_TRUE(run(reminders_.create(kOther, std::move(many), {})));
  sql("update reminder_occurrences set due_at = '2026-05-01T16:00:00Z'; update reminders set tzdata = '2001a', next_at "
      "= '2026-05-01T16:00:00Z'");
  EXPECT_EQ(run(reminders_.renew()), 900U);
  EXPECT_EQ(sql("select count(*) from reminders r join reminder_occurrences o on o.reminder_id = r.id join jobs j on "
                "j.public_id = o.id where o.due_at = '2026-05-01T15:00:00Z' and r.next_at = o.due_at and j.run_at = "
                "o.due_at and j.org_id = r.org_id and r.version = 2"),
            "900");
  EXPECT_EQ(sql("select count(*) from jobs"), "900");
}

}  // namespace
}  // namespace tenstone::reminders
