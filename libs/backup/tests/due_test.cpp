#include "tenstone/backup/due.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::backup {
namespace {

using namespace std::chrono_literals;
using std::chrono::days, std::chrono::minutes;

const Time kDueMidnight = Time(std::chrono::sys_days(std::chrono::year(2026) / 12 / 2));
const Times kAtThree{.cron = recurrence::Cron::parse("0 3 * * *").value()};
const DrillTimes kSundays{.after_take = false, .cron = recurrence::Cron::parse("0 5 * * SUN").value()};

std::vector<VersionTimes> taken(std::initializer_list<Time> times) {
  std::vector<VersionTimes> versions;
  for (const Time time : times) versions.push_back({.taken_at = time});
  return versions;
}

TEST(TakeDue, IsTheNextTimeOfTheScheduleAfterTheNewestVersion) {
  EXPECT_EQ(take_due_at(kAtThree, taken({kDueMidnight + 3h + 1s})), kDueMidnight + 27h);
  EXPECT_EQ(take_due_at(kAtThree, taken({kDueMidnight + 2h, kDueMidnight - 40h})), kDueMidnight + 3h);
}

TEST(TakeDue, KeepsATimeThatWasMissed) {
  EXPECT_EQ(take_due_at(kAtThree, taken({kDueMidnight - days(5)})), kDueMidnight - days(5) + 3h);
}

TEST(TakeDue, IsNowWithoutAnyVersion) { EXPECT_EQ(take_due_at(kAtThree, {}), Time::min()); }

TEST(TakeDue, IsNeverWithoutASchedule) {
  EXPECT_EQ(take_due_at({}, {}), std::nullopt);
  EXPECT_EQ(take_due_at({}, taken({kDueMidnight})), std::nullopt);
}

TEST(DrillDue, AfterATakeUntilTheNewestVersionIsDrilled) {
  std::vector<VersionTimes> versions = taken({kDueMidnight, kDueMidnight - 24h});
  versions[1].drilled_at = kDueMidnight - 23h;
  EXPECT_EQ(drill_due_at({}, versions), kDueMidnight);
  versions[0].drilled_at = kDueMidnight + 1h;
  EXPECT_EQ(drill_due_at({}, versions), std::nullopt);
  EXPECT_EQ(drill_due_at({}, {}), std::nullopt);
}

TEST(DrillDue, ByItsOwnTimesCountsFromTheLastDrill) {
  std::vector<VersionTimes> versions = taken({kDueMidnight, kDueMidnight - days(9)});
  // 2026-12-02 is a Wednesday.
  EXPECT_EQ(drill_due_at(kSundays, versions), kDueMidnight - days(3) + 5h);
  versions[1].drilled_at = kDueMidnight - days(3) + 6h;
  EXPECT_EQ(drill_due_at(kSundays, versions), kDueMidnight + days(4) + 5h);
  EXPECT_EQ(drill_due_at({.after_take = false}, versions), std::nullopt);
}

TEST(Overdue, IsAnOldNewestVersionOrNone) {
  EXPECT_TRUE(is_overdue({}, 26h, kDueMidnight));
  EXPECT_FALSE(is_overdue(taken({kDueMidnight - 26h}), 26h, kDueMidnight));
  EXPECT_TRUE(is_overdue(taken({kDueMidnight - 26h - 1us}), 26h, kDueMidnight));
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
  const Time newest = kDueMidnight + minutes(*rc::gen::inRange(-100'000, 100'000));
  const Time due = take_due_at(schedule, taken({newest})).value();
  RC_ASSERT(due > newest);
  RC_ASSERT(due - newest <= days(1));
  RC_ASSERT((due - kDueMidnight - std::chrono::hours(hour) - minutes(minute)) % days(1) == 0us);
}

}  // namespace
}  // namespace tenstone::backup
