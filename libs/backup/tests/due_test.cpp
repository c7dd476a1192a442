#include "tenstone/backup/due.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::backup {
namespace {

using namespace std::chrono_literals;
using std::chrono::days, std::chrono::minutes;

const Time kMidnight = Time(std::chrono::sys_days(std::chrono::year(2026) / 12 / 2));
const Times kDaily{.cron = recurrence::Cron::parse("0 3 * * *").value()};
const DrillTimes kSundays{.after_take = false, .cron = recurrence::Cron::parse("0 5 * * SUN").value()};

std::vector<VersionTimes> taken(std::initializer_list<Time> times) {
  std::vector<VersionTimes> versions;
  for (const Time time : times) versions.push_back({.taken_at = time});
  return versions;
}

TEST(TakeDue, IsTheNextTimeOfTheScheduleAfterTheNewestVersion) {
  EXPECT_EQ(take_due_at(kDaily, taken({kMidnight + 3h + 1s})), kMidnight + 27h);
  EXPECT_EQ(take_due_at(kDaily, taken({kMidnight + 2h, kMidnight - 40h})), kMidnight + 3h);
}

TEST(TakeDue, KeepsATimeThatWasMissed) {
  EXPECT_EQ(take_due_at(kDaily, taken({kMidnight - days(5)})), kMidnight - days(5) + 3h);
}

TEST(TakeDue, IsNowWithoutAnyVersion) { EXPECT_EQ(take_due_at(kDaily, {}), Time::min()); }

TEST(TakeDue, IsNeverWithoutASchedule) {
  EXPECT_EQ(take_due_at({}, {}), std::nullopt);
  EXPECT_EQ(take_due_at({}, taken({kMidnight})), std::nullopt);
}

TEST(DrillDue, AfterATakeUntilTheNewestVersionIsDrilled) {
  std::vector<VersionTimes> versions = taken({kMidnight, kMidnight - 24h});
  versions[1].drilled_at = kMidnight - 23h;
  EXPECT_EQ(drill_due_at({}, versions), kMidnight);
  versions[0].drilled_at = kMidnight + 1h;
  EXPECT_EQ(drill_due_at({}, versions), std::nullopt);
  EXPECT_EQ(drill_due_at({}, {}), std::nullopt);
}

TEST(DrillDue, ByItsOwnTimesCountsFromTheLastDrill) {
  std::vector<VersionTimes> versions = taken({kMidnight, kMidnight - days(9)});
  // 2026-12-02 is a Wednesday.
  EXPECT_EQ(drill_due_at(kSundays, versions), kMidnight - days(3) + 5h);
  versions[1].drilled_at = kMidnight - days(3) + 6h;
  EXPECT_EQ(drill_due_at(kSundays, versions), kMidnight + days(4) + 5h);
  EXPECT_EQ(drill_due_at({.after_take = false}, versions), std::nullopt);
}

TEST(Overdue, IsAnOldNewestVersionOrNone) {
  EXPECT_TRUE(is_overdue({}, 26h, kMidnight));
  EXPECT_FALSE(is_overdue(taken({kMidnight - 26h}), 26h, kMidnight));
  EXPECT_TRUE(is_overdue(taken({kMidnight - 26h - 1us}), 26h, kMidnight));
}

TEST(RetryPause, DoublesUpToAnHour) {
  EXPECT_EQ(retry_pause(1), 1min);
  EXPECT_EQ(retry_pause(2), 2min);
  EXPECT_EQ(retry_pause(6), 32min);
  EXPECT_EQ(retry_pause(7), 60min);
  EXPECT_EQ(retry_pause(4'000'000'000), 60min);
}

// However long nobody looked, the schedule has had a time between the newest version and a moment at which one is due.
RC_GTEST_PROP(TakeDue, AfterATakeNothingIsDueUntilTheNextTime, ()) {
  const auto hour = *rc::gen::inRange(0, 24), minute = *rc::gen::inRange(0, 60);
  const Times schedule{
      .cron = recurrence::Cron::parse(std::to_string(minute) + " " + std::to_string(hour) + " * * *").value()};
  const Time newest = kMidnight + minutes(*rc::gen::inRange(-100'000, 100'000));
  const Time due = take_due_at(schedule, taken({newest})).value();
  RC_ASSERT(due > newest);
  RC_ASSERT(due - newest <= days(1));
  RC_ASSERT((due - kMidnight - std::chrono::hours(hour) - minutes(minute)) % days(1) == 0us);
}

}  // namespace
}  // namespace tenstone::backup
