#include "tenstone/jobs/retry.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;

TEST(Retry, ThePauseGrowsToItsCap) {
  const Backoff backoff{.base = 4s, .cap = 30s};
  EXPECT_EQ(pause_after(backoff, 1, 0), 2s);
  EXPECT_EQ(pause_after(backoff, 2, 0), 4s);
  EXPECT_EQ(pause_after(backoff, 3, 0), 8s);
  EXPECT_EQ(pause_after(backoff, 4, 0), 15s);
  EXPECT_EQ(pause_after(backoff, 1000, 0), 15s);
}

TEST(Retry, AFixedPauseStaysAsItIs) {
  const Backoff backoff{.shape = Backoff::Shape::Fixed, .base = 10s};
  EXPECT_EQ(pause_after(backoff, 1, 0), 5s);
  EXPECT_EQ(pause_after(backoff, 9, 0), 5s);
}

TEST(Retry, GivesUpAfterItsAttempts) {
  const Policy policy{.attempts = 3};
  EXPECT_TRUE(next_pause(policy, 1, 0));
  EXPECT_TRUE(next_pause(policy, 2, 0));
  EXPECT_FALSE(next_pause(policy, 3, 0));
  EXPECT_FALSE(next_pause(policy, 4, 0));
  EXPECT_FALSE(next_pause({.attempts = 1}, 1, 0));
}

// Against the definition, not the code: d/2 ≤ pause ≤ d, never below the floor, and it never shrinks.
RC_GTEST_PROP(RetryProperties, ThePauseIsBetweenHalfAndWhole, ()) {
  const auto shape = *rc::gen::element(Backoff::Shape::Exponential, Backoff::Shape::Fixed);
  const std::chrono::milliseconds base(*rc::gen::inRange(1, 100'000)), cap(*rc::gen::inRange(1, 100'000'000));
  const int failures = *rc::gen::inRange(1, 80);
  const double random = *rc::gen::inRange(0, 1'000'000) / 1e6;
  const Backoff backoff{shape, base, cap};
  const double exponent = shape == Backoff::Shape::Fixed ? 0 : failures - 1;
  const double whole =
      std::min(static_cast<double>(cap.count()), static_cast<double>(base.count()) * std::exp2(exponent));
  const auto pause = static_cast<double>(pause_after(backoff, failures, random).count());
  const auto floor = static_cast<double>(kShortestPause.count());
  RC_ASSERT(pause >= std::max(floor, whole / 2 - 1));
  RC_ASSERT(pause <= std::max(floor, whole));
  RC_ASSERT(pause_after(backoff, failures + 1, random) >= pause_after(backoff, failures, random));
}

}  // namespace
}  // namespace tenstone::jobs
