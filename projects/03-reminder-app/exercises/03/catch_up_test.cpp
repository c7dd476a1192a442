#include "catch_up.hpp"

#include "exercise.hpp"
#include "solution/catch_up.hpp"

namespace {

using namespace std::chrono_literals;
using exercise::Due;
using exercise::Time;
using enum exercise::Policy;

struct Stub {
  static constexpr auto catch_up = stub::catch_up;
};
struct Solution {
  static constexpr auto catch_up = solution::catch_up;
};

template <class Answer>
struct Exercise03 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

constexpr Time kNow(1'798'000'000s);

// Times so long ago, in order.
std::vector<Time> ago(std::initializer_list<std::chrono::seconds> late) {
  std::vector<Time> times;
  for (const auto each : late) times.push_back(kNow - each);
  return times;
}

TYPED_TEST(Exercise03, WhatIsOnTimeGoesOffByEachPolicy) {
  for (const auto policy : {Skip, Last, All}) {
    const Due due = TypeParam::catch_up(ago({0s, -15min}), kNow, {.policy = policy, .window = {}});
    EXPECT_EQ(due.times, ago({0s}));
    EXPECT_EQ(due.missed, 0U);
  }
}

TYPED_TEST(Exercise03, WhatIsStillToComeIsNotTouched) {
  for (const auto policy : {Skip, Last, All}) {
    const Due due = TypeParam::catch_up(ago({-1s, -15min}), kNow, {.policy = policy, .window = {}});
    EXPECT_TRUE(due.times.empty());
    EXPECT_EQ(due.missed, 0U);
  }
}

TYPED_TEST(Exercise03, SkipLeavesOutWhatIsLate) {
  const Due due = TypeParam::catch_up(ago({30min, 15min, 61s, 60s, 1s, -15min}), kNow, {.policy = Skip, .window = {}});
  EXPECT_EQ(due.times, ago({60s, 1s}));
  EXPECT_EQ(due.missed, 3U);
  EXPECT_EQ(TypeParam::catch_up(ago({30min, 15min}), kNow, {.policy = Skip, .window = {}}).missed, 2U);
}

TYPED_TEST(Exercise03, LastIsOneReminderForTheWholeWeekend) {
  const Due due = TypeParam::catch_up(ago({48h, 30min, 15min, -1s}), kNow, {.policy = Last, .window = {}});
  EXPECT_EQ(due.times, ago({15min}));
  EXPECT_EQ(due.missed, 2U);
}

TYPED_TEST(Exercise03, AllHasALimitAndTheLatestCount) {
  const auto times = ago({60min, 45min, 30min, 15min, 0s, -15min});
  EXPECT_EQ(TypeParam::catch_up(times, kNow, {.policy = All, .max = 10, .window = {}}).times.size(), 5U);
  const Due due = TypeParam::catch_up(times, kNow, {.policy = All, .max = 2, .window = {}});
  EXPECT_EQ(due.times, ago({15min, 0s}));
  EXPECT_EQ(due.missed, 3U);
}

TYPED_TEST(Exercise03, NothingGoesOffThatIsLaterThanTheWindow) {
  const auto times = ago({31min, 30min, 15min});
  const Due all = TypeParam::catch_up(times, kNow, {.policy = All, .window = 30min});
  EXPECT_EQ(all.times, ago({30min, 15min}));
  EXPECT_EQ(all.missed, 1U);
  const Due last = TypeParam::catch_up(times, kNow, {.policy = Last, .window = 14min});
  EXPECT_TRUE(last.times.empty());
  EXPECT_EQ(last.missed, 3U);
  EXPECT_EQ(TypeParam::catch_up(ago({30s, 0s}), kNow, {.policy = Skip, .window = 10s}).times, ago({0s}));
}

}  // namespace
