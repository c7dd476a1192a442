#include "reminders_fixture.hpp"

namespace tenstone::reminders {
namespace {

TEST_F(RemindersTest, WhatEndedLongAgoIsRemoved) {
  time_is("2026-05-01T12:00:00Z");
  const Uuid done = add("2026-05-01T12:00:00Z").id, cancelled = add("2026-06-01T12:00:00Z").id;
  const Uuid waiting = add("2026-12-01T12:00:00Z").id;
  goes_off(done);
  ASSERT_TRUE(run(reminders_.cancel(kOrg, cancelled)));
  // An old time of one that goes on.
  sql("insert into reminder_occurrences (org_id, id, reminder_id, plan_version, due_at, missed) values ('" +
      to_string(kOrg) + "', gen_random_uuid(), '" + to_string(waiting) + "', 1, '2026-05-01T12:00:00Z', true)");
  const auto left = [&] {
    return sql("select count(*) from reminders") + " " + sql("select count(*) from reminder_occurrences");
  };
  time_is("2026-05-31T12:00:00Z");
  run(remove_old_reminders(database_, 30 * 24h));
  EXPECT_EQ(left(), "3 4") << "to the second";
  time_is("2026-05-31T12:00:01Z");
  run(remove_old_reminders(database_, 30 * 24h));
  EXPECT_EQ(left(), "1 1");
  EXPECT_EQ(times(waiting), "12:00 pending");
}

TEST_F(RemindersTest, MoreThanASliceIsRemoved) {
  time_is("2026-05-01T12:00:00Z");
  std::vector<NewReminder> many(501, tea(once("2026-05-01T12:00:00Z")));
  ASSERT_TRUE(run(reminders_.create(kOrg, std::move(many), {})));
  sql("update reminders set state = 'cancelled', next_at = null; update reminder_occurrences set cancelled_at = "
      "tenstone.now()");
  time_is("2026-05-03T12:00:00Z");
  run(remove_old_reminders(database_, 24h));
  EXPECT_EQ(sql("select count(*) from reminders"), "0");
}

}  // namespace
}  // namespace tenstone::reminders
