#include "tenstone/backup/retention.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace tenstone::backup {
namespace {

using std::chrono::days, std::chrono::hours;
using ::testing::ElementsAre;

constexpr RetentionPolicy kNothing{
    .last = 0, .hourly = 0, .daily = 0, .weekly = 0, .monthly = 0, .yearly = 0, .within = {}};
const Time kMonday = Time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 30)) + hours(12);

std::vector<std::uint64_t> kept(const std::vector<RetainedVersion>& versions, const RetentionPolicy& policy) {
  std::vector<std::uint64_t> numbers;
  for (const RetentionChoice& choice : plan_retention(versions, policy, kMonday))
    if (choice.keep) numbers.push_back(choice.number);
  return numbers;
}

// Numbers 1 to `count`, the last one at kMonday, the others `pause` apart.
std::vector<RetainedVersion> every(hours pause, std::uint64_t count) {
  std::vector<RetainedVersion> versions;
  for (std::uint64_t number = 1; number <= count; ++number)
    versions.push_back({.number = number, .taken_at = kMonday - pause * static_cast<int>(count - number)});
  return versions;
}

RetentionPolicy with(std::size_t RetentionPolicy::* rule, std::size_t count) {
  RetentionPolicy policy = kNothing;
  policy.*rule = count;
  return policy;
}

TEST(Retention, KeepsTheLast) {
  EXPECT_THAT(kept(every(hours(1), 9), with(&RetentionPolicy::last, 3)), ElementsAre(7, 8, 9));
}

TEST(Retention, KeepsTheNewestOfEachSpan) {
  EXPECT_THAT(kept(every(hours(1), 30), with(&RetentionPolicy::hourly, 2)), ElementsAre(29, 30));
  // 12:00 and 00:00 of each day.
  EXPECT_THAT(kept(every(hours(12), 10), with(&RetentionPolicy::daily, 3)), ElementsAre(6, 8, 10));
  // kMonday begins a week: the Sunday before it ends another.
  EXPECT_THAT(kept(every(days(1), 20), with(&RetentionPolicy::weekly, 3)), ElementsAre(12, 19, 20));
  EXPECT_THAT(kept(every(days(10), 12), with(&RetentionPolicy::monthly, 3)), ElementsAre(5, 9, 12));
  EXPECT_THAT(kept(every(days(100), 9), with(&RetentionPolicy::yearly, 2)), ElementsAre(5, 9));
}

TEST(Retention, KeepsTheYoung) {
  RetentionPolicy policy = kNothing;
  policy.within = hours(5);
  EXPECT_THAT(kept(every(hours(2), 9), policy), ElementsAre(7, 8, 9));
}

TEST(Retention, SpansWithoutVersionsDoNotCount) {
  std::vector<RetainedVersion> versions = every(days(1), 3);
  versions.insert(versions.begin(), {.number = 0, .taken_at = kMonday - days(50)});
  EXPECT_THAT(kept(versions, with(&RetentionPolicy::daily, 4)), ElementsAre(0, 1, 2, 3));
}

TEST(Retention, KeepsPinsTheNewestAndTheNewestDrilled) {
  auto versions = every(days(400), 6);
  versions[0].pinned = true;
  versions[1].drilled_at = versions[2].drilled_at = versions[2].taken_at;
  EXPECT_THAT(kept(versions, with(&RetentionPolicy::last, 1)), ElementsAre(1, 3, 6));
}

TEST(Retention, APolicyOfNothingRemovesNothing) { EXPECT_EQ(kept(every(days(400), 6), kNothing).size(), 6U); }

TEST(Retention, SaysWhy) {
  auto versions = every(days(1), 4);
  versions[0].pinned = true;
  RetentionPolicy policy = with(&RetentionPolicy::daily, 2);
  const auto plan = plan_retention(versions, policy, kMonday);
  EXPECT_EQ(plan[0].reason, "it is pinned");
  EXPECT_EQ(plan[1].reason, "no rule keeps it");
  EXPECT_EQ(plan[2].reason, "the newest of 2026-11-29");
  EXPECT_EQ(plan[3].reason, "it is the newest");
}

RC_GTEST_PROP(Retention, NeverRemovesTheNewestOrAPinOrTheNewestDrilled, ()) {
  std::vector<RetainedVersion> versions;
  const auto count = *rc::gen::inRange<std::uint64_t>(1, 40);
  for (std::uint64_t number = 1; number <= count; ++number)
    versions.push_back({.number = number,
                        .taken_at = kMonday + hours(*rc::gen::inRange(-50'000, 50'000)),
                        .pinned = *rc::gen::arbitrary<bool>(),
                        .drilled_at = *rc::gen::arbitrary<bool>() ? std::optional(Time()) : std::nullopt});
  const auto some = [] { return *rc::gen::inRange<std::size_t>(0, 5); };
  const RetentionPolicy policy{.last = some(),
                               .hourly = some(),
                               .daily = some(),
                               .weekly = some(),
                               .monthly = some(),
                               .yearly = some(),
                               .within = hours(some())};
  const auto plan = plan_retention(versions, policy, kMonday);
  RC_ASSERT(plan.size() == versions.size());
  RC_ASSERT(plan.back().keep);
  bool drilled = false;
  for (std::size_t i = plan.size(); i-- > 0;) {
    RC_ASSERT(!versions[i].pinned || plan[i].keep);
    if (versions[i].drilled_at && !drilled) RC_ASSERT(plan[i].keep);
    drilled = drilled || versions[i].drilled_at.has_value();
  }
}

}  // namespace
}  // namespace tenstone::backup
