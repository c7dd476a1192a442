#include "holds.hpp"

#include "exercise.hpp"
#include "solution/holds.hpp"

namespace {
using namespace std::chrono_literals;
using exercise::kAbsolute, exercise::kIdle, exercise::Session, exercise::Time;

struct Stub {
  static constexpr auto holds = stub::holds;
  static constexpr auto used = stub::used;
};
struct Solution {
  static constexpr auto holds = solution::holds;
  static constexpr auto used = solution::used;
};

template <class Answer>
struct Exercise01 : testing::Test {
  const Time noon{std::chrono::hours(12)};
  const Session fresh{.idle_expires_at = noon + kIdle, .expires_at = noon + kAbsolute};
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

TYPED_TEST(Exercise01, ASessionHoldsUntilItWasNotUsedForTooLong) {
  EXPECT_TRUE(TypeParam::holds(this->fresh, this->noon));
  EXPECT_TRUE(TypeParam::holds(this->fresh, this->noon + kIdle - 1us));
  EXPECT_FALSE(TypeParam::holds(this->fresh, this->noon + kIdle));
}

TYPED_TEST(Exercise01, UseMovesTheIdleDeadline) {
  const Session session = TypeParam::used(this->fresh, this->noon + 1h);
  EXPECT_TRUE(TypeParam::holds(session, this->noon + 1h + kIdle - 1us));
  EXPECT_FALSE(TypeParam::holds(session, this->noon + 1h + kIdle));
}

TYPED_TEST(Exercise01, NobodyStaysSignedInByUseAlone) {
  Session session = this->fresh;
  for (auto after = 1h; after < kAbsolute; after += 1h) session = TypeParam::used(session, this->noon + after);
  EXPECT_TRUE(TypeParam::holds(session, this->noon + kAbsolute - 1us));
  EXPECT_FALSE(TypeParam::holds(session, this->noon + kAbsolute));
}

TYPED_TEST(Exercise01, BothDeadlinesArePartOfTheSession) {
  const Session session = TypeParam::used(TypeParam::used(this->fresh, this->noon + 1h), this->noon + 2h);
  EXPECT_EQ(session.expires_at, this->fresh.expires_at);
  EXPECT_LE(session.idle_expires_at, session.expires_at);
}

TYPED_TEST(Exercise01, WhatHasEndedIsNotRevived) {
  EXPECT_EQ(TypeParam::used(this->fresh, this->noon + kIdle), this->fresh);
  EXPECT_EQ(TypeParam::used(this->fresh, this->noon + 100h), this->fresh);
}

}  // namespace
