#include "revoke.hpp"

#include "exercise.hpp"
#include "solution/revoke.hpp"

namespace {
using namespace std::chrono_literals;
using exercise::Cache, exercise::kCopyLife, exercise::kLate, exercise::Time;
using enum exercise::Answer;

struct Stub {
  static constexpr auto put = stub::put;
  static constexpr auto revoke = stub::revoke;
  static constexpr auto find = stub::find;
};
struct Solution {
  static constexpr auto put = solution::put;
  static constexpr auto revoke = solution::revoke;
  static constexpr auto find = solution::find;
};

template <class Answer>
struct Exercise03 : testing::Test {
  const Time noon{std::chrono::hours(12)}, evening = noon + 6h;
  Cache cache = {};
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

TYPED_TEST(Exercise03, ACopyIsBelievedForAWhile) {
  EXPECT_EQ(TypeParam::find(this->cache, "mia", this->noon), Unknown);
  TypeParam::put(this->cache, "mia", this->evening, this->noon);
  EXPECT_EQ(TypeParam::find(this->cache, "mia", this->noon + kCopyLife - 1us), Holds);
  EXPECT_EQ(TypeParam::find(this->cache, "mia", this->noon + kCopyLife), Unknown);
}

TYPED_TEST(Exercise03, ButNotForLongerThanItsSessionHolds) {
  TypeParam::put(this->cache, "mia", this->noon + 1min, this->noon);
  EXPECT_EQ(TypeParam::find(this->cache, "mia", this->noon + 1min), Unknown);
}

TYPED_TEST(Exercise03, WhatWasRevokedDoesNotHold) {
  TypeParam::put(this->cache, "mia", this->evening, this->noon);
  TypeParam::revoke(this->cache, "mia", this->noon);
  EXPECT_NE(TypeParam::find(this->cache, "mia", this->noon), Holds);
}

TYPED_TEST(Exercise03, NorAfterALateWriter) {
  for (const auto late : {0us, 1us, std::chrono::microseconds(kLate)}) {
    Cache cache;
    TypeParam::revoke(cache, "mia", this->noon);
    TypeParam::put(cache, "mia", this->evening, this->noon + late);
    for (auto at = this->noon + late; at < this->noon + late + 2 * kCopyLife; at += 1min)
      ASSERT_NE(TypeParam::find(cache, "mia", at), Holds) << "late by " << late.count() << " us";
  }
}

TYPED_TEST(Exercise03, TheDatabaseIsNotAskedAboutWhatWasRevoked) {
  TypeParam::revoke(this->cache, "mia", this->noon);
  EXPECT_EQ(TypeParam::find(this->cache, "mia", this->noon + 1min), Revoked);
}

TYPED_TEST(Exercise03, OthersAreNotTouched) {
  TypeParam::put(this->cache, "nora", this->evening, this->noon);
  TypeParam::revoke(this->cache, "mia", this->noon);
  EXPECT_EQ(TypeParam::find(this->cache, "nora", this->noon), Holds);
}

TYPED_TEST(Exercise03, ATombstoneIsGarbageInTheEnd) {
  TypeParam::revoke(this->cache, "mia", this->noon);
  EXPECT_EQ(TypeParam::find(this->cache, "mia", this->noon + kLate + kCopyLife), Unknown);
  EXPECT_TRUE(this->cache.tombstones.empty());
}

}  // namespace
