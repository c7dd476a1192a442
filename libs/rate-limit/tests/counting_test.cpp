#include "tenstone/rate_limit/counting.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

const Time kStart(std::chrono::seconds(1'800'000'000));

Policy gcra(std::int64_t limit, std::int64_t burst) { return {.name = "p", .limit = limit, .burst = burst}; }
Policy fixed(std::int64_t limit) { return {.name = "p", .algorithm = Algorithm::Fixed, .limit = limit}; }

TEST(Rates, AreRead) {
  EXPECT_EQ(parse_rate("30/min")->limit, 30);
  EXPECT_EQ(parse_rate("30/min")->window, 60s);
  EXPECT_EQ(parse_rate("5/s")->window, 1s);
  EXPECT_EQ(parse_rate("20000/d")->window, 24h);
  for (const char* bad : {"", "30", "30/", "/min", "0/min", "-1/s", "30/m", "30 /min", "2000000/s", "1.5/s", "30/min "})
    EXPECT_FALSE(parse_rate(bad)) << bad;
  EXPECT_EQ(to_string(*parse_rate("30/min")), "30/min");
}

TEST(Gcra, AllowsItsBurstAtOnceAndThenOneAnEmission) {
  const Policy policy = gcra(30, 5);  // one every two seconds
  State state;
  for (int i = 4; i >= 0; --i) {
    const Step step = count(policy, state, kStart, 1);
    EXPECT_TRUE(step.decision.allowed);
    EXPECT_EQ(step.decision.remaining, i);
    EXPECT_EQ(step.decision.next_unit, 2s);
    state = step.after;
  }
  const Step denied = count(policy, state, kStart + 500ms, 1);
  EXPECT_FALSE(denied.decision.allowed);
  EXPECT_EQ(denied.decision.retry_after, 1500ms);
  EXPECT_EQ(denied.decision.remaining, 0);
  EXPECT_TRUE(count(policy, state, kStart + 2s, 1).decision.allowed);
  EXPECT_EQ(count(policy, state, kStart + 10s, 0).decision.remaining, 5);
}

TEST(Fixed, StartsAgainWhenItsWindowIsOver) {
  const Policy policy = fixed(2);
  State state = count(policy, {}, kStart, 1).after;
  const Step second = count(policy, state, kStart + 10s, 1);
  EXPECT_TRUE(second.decision.allowed);
  EXPECT_EQ(second.decision.next_unit, 50s);
  state = second.after;
  const Step third = count(policy, state, kStart + 59s, 1);
  EXPECT_FALSE(third.decision.allowed);
  EXPECT_EQ(third.decision.retry_after, 1s);
  EXPECT_TRUE(count(policy, state, kStart + 60s, 1).decision.allowed);
}

TEST(Both, AClockThatStepsBackLocksNobodyOut) {
  for (const Policy& policy : {gcra(60, 2), fixed(2)}) {
    State state;
    for (int i = 0; i < 2; ++i) state = count(policy, state, kStart, 1).after;
    const Step step = count(policy, state, kStart - 24h, 1);
    EXPECT_LE(step.decision.retry_after, 60s);
  }
}

// The promise, checked from outside: no window ever sees more than burst + rate · window (Gcra) or, aligned to its
// first request, more than the limit (Fixed); and who waits as told is let through.
RC_GTEST_PROP(Counting, GcraNeverExceedsItsRate, ()) {
  const Policy policy = gcra(*rc::gen::inRange(1, 100), *rc::gen::inRange(1, 20));
  const auto gaps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 5'000'000));
  State state;
  Time now = kStart;
  std::deque<Time> passed;
  for (const int gap : gaps) {
    now += std::chrono::microseconds(gap);
    const Step step = count(policy, state, now, 1);
    if (!step.decision.allowed) {
      RC_ASSERT(step.decision.retry_after > 0us);
      RC_ASSERT(count(policy, state, now + step.decision.retry_after, 1).decision.allowed);
      RC_ASSERT(!count(policy, state, now + step.decision.retry_after - 1us, 1).decision.allowed);
      continue;
    }
    state = step.after;
    passed.push_back(now);
  }
  for (std::size_t first = 0; first < passed.size(); ++first) {
    for (std::size_t last = first; last < passed.size(); ++last) {
      const auto earned = (passed[last] - passed[first]) / policy.emission();
      RC_ASSERT(static_cast<std::int64_t>(last - first + 1) <= policy.burst + earned);
    }
  }
}

RC_GTEST_PROP(Counting, FixedNeverExceedsItsLimitInAWindow, ()) {
  const Policy policy = fixed(*rc::gen::inRange(1, 20));
  const auto gaps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 20'000'000));
  State state;
  Time now = kStart, end = kStart;
  std::int64_t used = 0;
  for (const int gap : gaps) {
    now += std::chrono::microseconds(gap);
    if (now >= end) end = now + policy.window, used = 0;
    const Step step = count(policy, state, now, 1);
    RC_ASSERT(step.decision.allowed == (used < policy.limit));
    if (!step.decision.allowed) continue;
    state = step.after;
    ++used;
  }
}

}  // namespace
}  // namespace tenstone::rate_limit
