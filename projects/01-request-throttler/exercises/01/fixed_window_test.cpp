#include "fixed_window.hpp"

#include "exercise.hpp"
#include "solution/fixed_window.hpp"

namespace {
using namespace std::chrono_literals;
using exercise::Limit, exercise::Window, exercise::Time;

struct Stub {
  static constexpr auto decide = stub::decide;
};
struct Solution {
  static constexpr auto decide = solution::decide;
};

template <class Answer>
struct Exercise01 : testing::Test {
  // How many of `count` requests at `now` are allowed.
  int allowed(int count, Time now) {
    int passed = 0;
    for (int i = 0; i < count; ++i) {
      const auto decision = Answer::decide(limit, window, now);
      window = decision.after;
      passed += decision.allowed ? 1 : 0;
    }
    return passed;
  }

  const Limit limit{.requests = 10, .window = 60s};
  const Time noon{std::chrono::hours(12)};
  Window window;
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

TYPED_TEST(Exercise01, TenAreAllowedAndTheEleventhIsNot) { EXPECT_EQ(this->allowed(11, this->noon), 10); }

TYPED_TEST(Exercise01, ANewWindowAllowsTenAgain) {
  this->allowed(11, this->noon);
  EXPECT_EQ(this->allowed(1, this->noon + 59s), 0);
  EXPECT_EQ(this->allowed(11, this->noon + 60s), 10);
}

TYPED_TEST(Exercise01, AClockThatStepsBackLocksNobodyOutForLongerThanAWindow) {
  this->allowed(10, this->noon + 1h);
  this->allowed(1, this->noon);
  EXPECT_EQ(this->allowed(1, this->noon + 60s), 1);
}

TYPED_TEST(Exercise01, AStepBackForgivesNothing) {
  this->allowed(10, this->noon);
  EXPECT_EQ(this->allowed(1, this->noon - 1s), 0);
  EXPECT_EQ(this->allowed(1, this->noon - 1h), 0);
}

}  // namespace
