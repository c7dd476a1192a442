#include "fresh.hpp"

#include "exercise.hpp"
#include "solution/fresh.hpp"

namespace {
using namespace std::chrono_literals;
using exercise::Entry, exercise::Time;

struct Stub {
  static constexpr auto is_fresh = stub::is_fresh;
};
struct Solution {
  static constexpr auto is_fresh = solution::is_fresh;
};

template <class Answer>
struct Exercise01 : testing::Test {
  const Time noon{std::chrono::hours(12)};
  const Entry entry{.created = noon, .ttl = 60s};
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

TYPED_TEST(Exercise01, AnEntryIsFreshUntilItsDeadline) {
  EXPECT_TRUE(TypeParam::is_fresh(this->entry, this->noon));
  EXPECT_TRUE(TypeParam::is_fresh(this->entry, this->noon + 60s - 1us));
  EXPECT_FALSE(TypeParam::is_fresh(this->entry, this->noon + 60s));
  EXPECT_FALSE(TypeParam::is_fresh(this->entry, this->noon + 1h));
}

TYPED_TEST(Exercise01, AClockThatIsSetRightLetsNoEntryLiveLonger) {
  EXPECT_FALSE(TypeParam::is_fresh(this->entry, this->noon - 1us));
  EXPECT_FALSE(TypeParam::is_fresh(this->entry, this->noon - 1h));
}

TYPED_TEST(Exercise01, WhatNeverExpiresIsAlwaysFresh) {
  const Entry forever{.created = this->noon, .ttl = std::nullopt};
  for (const auto passed : {-1h, 0h, 100'000h}) EXPECT_TRUE(TypeParam::is_fresh(forever, this->noon + passed));
}

}  // namespace
