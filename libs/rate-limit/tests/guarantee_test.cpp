// What each algorithm lets through in any window, measured from outside: by an exact log of what it allowed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "policies.hpp"
#include "tenstone/rate_limit/counting.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

// The most that was used in any window of this length: [a, a + length), or [a, a + length] when it is closed.
std::int64_t worst(const std::vector<Use>& log, microseconds length, bool closed = false) {
  std::int64_t most = 0, inside = 0;
  for (std::size_t first = 0, last = 0; last < log.size(); ++last) {
    inside += log[last].cost;
    for (; log[last].at - log[first].at >= length + microseconds(closed ? 1 : 0); ++first) inside -= log[first].cost;
    most = std::max(most, inside);
  }
  return most;
}

// Tries again and again, as fast as it may, for ten windows: all at once first, and just before a window ends.
std::vector<Use> flood(const Policy& policy, microseconds first) {
  std::vector<Use> log;
  State state;
  for (Time now = kStart + first; now < kStart + 10 * policy.window; now += 10ms)
    while (take(policy, state, now, 1).allowed) log.push_back({now, 1});
  return log;
}

TEST(Guarantee, IsAsBadAsItIsSaidToBe) {
  EXPECT_EQ(worst(flood(make(Algorithm::Gcra, 100, 100), 0s), 60s, true), 200);
  EXPECT_EQ(worst(flood(make(Algorithm::Gcra, 100, 20), 0s), 60s, true), 120);
  EXPECT_EQ(worst(flood(make(Algorithm::Strict, 100, 20), 0s), 60s, true), 100);
  EXPECT_EQ(worst(flood(make(Algorithm::Log, 100), 0s), 60s), 100);
  EXPECT_EQ(worst(flood(make(Algorithm::Sliding, 100), 59'990ms), 60s), 199);

  // The fixed window begins with the first request; the rest come around its end.
  const Policy fixed = make(Algorithm::Fixed, 100);
  State state;
  std::vector<Use> log;
  const auto use_all = [&](Time now) {
    while (take(fixed, state, now, 1).allowed) log.push_back({now, 1});
  };
  EXPECT_TRUE(take(fixed, state, kStart, 1).allowed);
  use_all(kStart + 59'999ms);
  use_all(kStart + 60s);
  EXPECT_EQ(worst(log, 60s), 199);
  EXPECT_EQ(worst(log, 1s), 199);
}

// A client at its worst: pauses of every size, often to the microsecond around a window's length.
struct Trace {
  std::vector<Use> asked, allowed;
};
Trace trace(const Policy& policy) {
  const microseconds window = policy.window;
  const auto pause = rc::gen::oneOf(
      rc::gen::just(microseconds(0)), rc::gen::map(rc::gen::inRange(0, 1000), [](int by) { return microseconds(by); }),
      rc::gen::map(rc::gen::inRange(-1, 2), [=](int by) { return window + microseconds(by); }),
      rc::gen::map(rc::gen::inRange(0, 1000), [=](int by) { return window * by / 1000; }));
  const auto pauses = *rc::gen::container<std::vector<microseconds>>(pause);
  Trace out;
  State state;
  Time now = kStart + microseconds(*rc::gen::inRange(0, 60'000'000));
  for (const microseconds by : pauses) {
    now += by;
    const bool greedy = *rc::gen::inRange(0, 2) == 1;
    const std::int64_t cost = greedy ? 1 : *rc::gen::inRange<std::int64_t>(1, policy.at_once() + 1);
    bool allowed = true;
    for (int i = 0; i < (greedy ? 40 : 1) && allowed; ++i) {
      out.asked.push_back({now, cost});
      allowed = take(policy, state, now, cost).allowed;
      if (allowed) out.allowed.push_back({now, cost});
    }
  }
  return out;
}

RC_GTEST_PROP(Guarantee, GcraKeepsToItsBurstAndItsRateOverAnyTime, ()) {
  const Policy policy = make(Algorithm::Gcra, *rc::gen::inRange(1, 100), *rc::gen::inRange(1, 30));
  const auto log = trace(policy).allowed;
  for (std::size_t first = 0; first < log.size(); ++first) {
    std::int64_t used = 0;
    for (std::size_t last = first; last < log.size(); ++last) {
      used += log[last].cost;
      RC_ASSERT(used <= policy.burst + (log[last].at - log[first].at) / policy.emission());
    }
  }
}

RC_GTEST_PROP(Guarantee, StrictNeverExceedsItsLimitInAnyWindow, ()) {
  const std::int64_t limit = *rc::gen::inRange(2, 60);
  const Policy policy = make(Algorithm::Strict, limit, *rc::gen::inRange<std::int64_t>(1, limit));
  RC_ASSERT(worst(trace(policy).allowed, policy.window, true) <= policy.limit);
}

RC_GTEST_PROP(Guarantee, SlidingStaysBelowTwiceItsLimitInAnyWindow, ()) {
  const Policy policy = make(Algorithm::Sliding, *rc::gen::inRange(1, 40));
  RC_ASSERT(worst(trace(policy).allowed, policy.window) < 2 * policy.limit);
}

RC_GTEST_PROP(Guarantee, LogIsExact, ()) {
  const Policy policy = make(Algorithm::Log, *rc::gen::inRange(1, 40));
  const Trace all = trace(policy);
  RC_ASSERT(worst(all.allowed, policy.window) <= policy.limit);
  auto next = all.allowed.begin();
  for (const Use& asked : all.asked) {
    std::int64_t used = 0;
    for (auto use = all.allowed.begin(); use != next; ++use)
      if (use->at > asked.at - policy.window) used += use->cost;
    const bool allowed = next != all.allowed.end() && next->at == asked.at && next->cost == asked.cost &&
                         used + asked.cost <= policy.limit;
    RC_ASSERT(allowed == (used + asked.cost <= policy.limit));
    if (allowed) ++next;
  }
  RC_ASSERT(next == all.allowed.end());
}

RC_GTEST_PROP(Guarantee, FixedKeepsToItsLimitInItsWindowAndToTwiceInAny, ()) {
  const Policy policy = make(Algorithm::Fixed, *rc::gen::inRange(1, 40));
  const auto log = trace(policy).allowed;
  RC_ASSERT(worst(log, policy.window) <= 2 * policy.limit);
  Time end{};
  std::int64_t used = 0;
  for (const Use& use : log) {
    if (use.at >= end) end = use.at + policy.window, used = 0;
    used += use.cost;
    RC_ASSERT(used <= policy.limit);
  }
}

}  // namespace
}  // namespace tenstone::rate_limit
