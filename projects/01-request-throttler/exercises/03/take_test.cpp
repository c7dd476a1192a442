#include "take.hpp"

#include "exercise.hpp"
#include "solution/take.hpp"

namespace {
using namespace std::chrono_literals;
using exercise::Count, exercise::Time;

struct Stub {
  static constexpr auto take = stub::take;
};
struct Solution {
  static constexpr auto take = solution::take;
};

template <class Answer>
struct Exercise03 : testing::Test {
  // How many of `count` requests at `now` are allowed.
  int allowed(int count, Time now) {
    int passed = 0;
    for (int i = 0; i < count; ++i) passed += Answer::take(day, burst, 1, now).allowed ? 1 : 0;
    return passed;
  }

  const Time noon{std::chrono::hours(12)};
  Count day{.policy = {.emission = 1h, .burst = 10}};
  Count burst{.policy = {.emission = 1s, .burst = 4}};
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

TYPED_TEST(Exercise03, TheNarrowerLimitHolds) {
  EXPECT_EQ(this->allowed(4, this->noon), 4);
  EXPECT_EQ(this->allowed(1, this->noon), 0);
}

TYPED_TEST(Exercise03, ACostIsSoManyUnits) {
  EXPECT_TRUE(TypeParam::take(this->day, this->burst, 3, this->noon).allowed);
  EXPECT_FALSE(TypeParam::take(this->day, this->burst, 2, this->noon).allowed);
  EXPECT_TRUE(TypeParam::take(this->day, this->burst, 1, this->noon).allowed);
}

TYPED_TEST(Exercise03, WhatTheSecondDeniesCostsNothingOfTheFirst) {
  this->allowed(4, this->noon);
  EXPECT_EQ(this->allowed(100, this->noon), 0);
  EXPECT_EQ(this->allowed(4, this->noon + 4s), 4);
  EXPECT_EQ(this->allowed(4, this->noon + 8s), 2);
}

TYPED_TEST(Exercise03, WhatTheFirstDeniesCostsNothingOfTheSecond) {
  this->day.whole_at = this->noon + 10h;
  EXPECT_EQ(this->allowed(100, this->noon), 0);
  EXPECT_EQ(this->burst.whole_at, Time{});
}

TYPED_TEST(Exercise03, TheWaitIsTheLongerOfBoth) {
  this->day.whole_at = this->noon + 9h + 1s;
  this->burst.whole_at = this->noon + 4s;
  EXPECT_EQ(TypeParam::take(this->day, this->burst, 2, this->noon).wait, 1h + 1s);
  this->day.whole_at = this->noon + 8h + 1s;
  this->burst.whole_at = this->noon + 4s;
  EXPECT_EQ(TypeParam::take(this->day, this->burst, 2, this->noon).wait, 2s);
}

TYPED_TEST(Exercise03, AfterTheWaitItPasses) {
  this->day.whole_at = this->noon + 8h + 1s;
  this->burst.whole_at = this->noon + 4s;
  const auto wait = TypeParam::take(this->day, this->burst, 2, this->noon).wait;
  EXPECT_GT(wait, 0s);
  EXPECT_TRUE(TypeParam::take(this->day, this->burst, 2, this->noon + wait).allowed);
}

}  // namespace
