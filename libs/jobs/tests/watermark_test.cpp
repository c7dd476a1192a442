#include "watermark.hpp"

#include <gtest/gtest.h>

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

class WatermarkTest : public ::testing::Test {
 protected:
  // A claim that found rows up to `newest`; the database's clock says `now`.
  void claim(std::optional<Time> newest, Time now, Steady::duration cost = 1ms, std::int64_t id = 0) {
    const auto plan = mark_.plan(steady_, backlog_);
    Watermark::Claimed what{{}, {}, steady_, steady_ + cost};
    what.newest.push_back(newest ? std::optional(Watermark::Place{*newest, id}) : std::nullopt);
    if (newest) what.now = now;
    mark_.claimed(plan, what);
    steady_ += cost;
  }
  Watermark::Plan plan() { return mark_.plan(steady_, backlog_); }
  Time since() { return plan().since[0].run_at; }
  bool full() { return plan().scan == Watermark::Scan::Full; }

  Watermark mark_{1};
  bool backlog_ = false;
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

TEST_F(WatermarkTest, UnderABacklogItIsNearAndLagsEvery25Milliseconds) {
  backlog_ = true;
  claim(t0_, t0_ + 1s);
  EXPECT_EQ(plan().scan, Watermark::Scan::Near);
  EXPECT_EQ(since(), t0_);
  steady_ += 25ms;
  EXPECT_EQ(plan().scan, Watermark::Scan::Lagging);
  EXPECT_EQ(since(), t0_ + 1s - Watermark::kLag);
  claim(t0_, t0_ + 1s, 10ms);
  steady_ += 190ms;
  EXPECT_EQ(plan().scan, Watermark::Scan::Near) << "it took 10 ms: not more than a twentieth of the time";
  steady_ += 10ms;
  EXPECT_EQ(plan().scan, Watermark::Scan::Lagging);
  backlog_ = false;
  claim(t0_, t0_ + 1s, 10ms);
  EXPECT_EQ(plan().scan, Watermark::Scan::Lagging) << "nothing may be missed";
}

TEST_F(WatermarkTest, AmongManyOfOneTimeItFollowsTheirIds) {
  backlog_ = true;
  for (std::int64_t i = 1; i <= 10; ++i) claim(t0_, t0_ + 1h, 1us, i * 500);
  EXPECT_EQ(plan().since[0], (Watermark::Place{t0_, 1500}));
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
