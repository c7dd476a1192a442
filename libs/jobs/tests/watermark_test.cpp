#include "watermark.hpp"

#include <gtest/gtest.h>

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

class WatermarkTest : public ::testing::Test {
 protected:
  // A claim that found rows up to `newest`; the database's clock says `now`.
  void claim(std::optional<Time> newest, Time now, Steady::duration cost = 1ms) {
    const auto plan = mark_.plan(steady_);
    Watermark::Claimed what{{newest}, {}, steady_, steady_ + cost};
    if (newest) what.now = now;
    mark_.claimed(plan, what);
    steady_ += cost;
  }
  Time since() { return mark_.plan(steady_).since[0]; }
  bool full() { return mark_.plan(steady_).full; }

  Watermark mark_{1};
  Steady::time_point steady_{1h};
  const Time t0_{std::chrono::seconds(1'800'000'000)};
};

TEST_F(WatermarkTest, BeginsWithAFullScanAndThenFollowsEightClaimsBehind) {
  EXPECT_TRUE(full());
  claim(t0_, t0_ + 1h);
  EXPECT_FALSE(full());
  EXPECT_EQ(since(), t0_);
  for (int i = 1; i <= 10; ++i) claim(t0_ + i * 1s, t0_ + 1h);
  EXPECT_EQ(since(), t0_ + 3s);
}

TEST_F(WatermarkTest, StaysBehindWhatMayStillBeCommitted) {
  claim(t0_, t0_ + 1s);
  EXPECT_EQ(since(), t0_ + 1s - Watermark::kLag);
  mark_.oldest_writer(60s);
  EXPECT_EQ(since(), t0_ + 1s - 60s);
}

TEST_F(WatermarkTest, ScansFullyEverySecondButForATwentiethOfTheTimeOnly) {
  claim(t0_, t0_ + 1h, 200ms);
  steady_ += 3700ms;
  EXPECT_FALSE(full());
  steady_ += 300ms;
  EXPECT_TRUE(full());
  claim(t0_, t0_ + 1h, 1ms);
  steady_ += 990ms;
  EXPECT_FALSE(full());
  steady_ += 10ms;
  EXPECT_TRUE(full());
}

TEST_F(WatermarkTest, AnEmptyClaimIsFollowedByAFullScan) {
  claim(t0_, t0_ + 1h, 1ms);
  claim(std::nullopt, t0_);
  EXPECT_FALSE(full());
  steady_ += 20ms;
  EXPECT_TRUE(full());
  EXPECT_TRUE(mark_.worth_a_full_scan(steady_));
  claim(std::nullopt, t0_);
  steady_ += 20ms;
  EXPECT_FALSE(full()) << "it was full and empty: there is nothing";
}

TEST_F(WatermarkTest, AFullScanThatFindsWhatIsOlderBringsItBack) {
  for (int i = 0; i < 10; ++i) claim(t0_ + i * 1s, t0_ + 1h);
  steady_ += 1s;
  ASSERT_TRUE(full());
  claim(t0_ - 1h, t0_ + 1h);
  EXPECT_EQ(since(), t0_ - 1h);
}

TEST_F(WatermarkTest, AClockThatWasMovedBackForgetsIt) {
  claim(t0_, t0_ + 1h);
  claim(t0_ - 2h, t0_ - 1h);
  EXPECT_EQ(since(), t0_ - 2h);
}

}  // namespace
}  // namespace tenstone::jobs
