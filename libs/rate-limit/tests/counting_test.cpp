#include "tenstone/rate_limit/counting.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "policies.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

TEST(Rates, AreRead) {
  EXPECT_EQ(parse_rate("30/min")->limit, 30);
  EXPECT_EQ(parse_rate("30/min")->window, 60s);
  EXPECT_EQ(parse_rate("30/m")->window, 60s);
  EXPECT_EQ(parse_rate("5/s")->window, 1s);
  EXPECT_EQ(parse_rate("20000/d")->window, 24h);
  for (const char* bad : {"", "30", "30/", "/min", "0/min", "-1/s", "30 /min", "2000000/s", "1.5/s", "30/min "})
    EXPECT_FALSE(parse_rate(bad)) << bad;
  EXPECT_EQ(to_string(*parse_rate("30/min")), "30/min");
}

TEST(Algorithms, HaveNames) {
  for (const Algorithm one : {Algorithm::Gcra, Algorithm::Strict, Algorithm::Sliding, Algorithm::Log, Algorithm::Fixed})
    EXPECT_EQ(parse_algorithm(to_string(one)), one);
  EXPECT_FALSE(parse_algorithm("leaky"));
}

TEST(Policies, SayWhatIsWrongWithThem) {
  for (const auto& [fine, limit, burst] :
       {std::tuple(Algorithm::Gcra, 30, 5), std::tuple(Algorithm::Strict, 30, 29),
        std::tuple(Algorithm::Sliding, 100, 1), std::tuple(Algorithm::Log, 1, 1), std::tuple(Algorithm::Fixed, 1, 1)})
    EXPECT_EQ(fault(make(fine, limit, burst)), "");
  EXPECT_TRUE(fault({.name = ""}).starts_with("name"));
  EXPECT_TRUE(fault({.name = "a\"b"}).starts_with("name"));
  EXPECT_TRUE(fault(make(Algorithm::Gcra, 0)).starts_with("limit"));
  EXPECT_TRUE(fault(make(Algorithm::Gcra, 60'000'001'000)).starts_with("limit"));
  EXPECT_TRUE(fault(make(Algorithm::Gcra, 1, 0)).starts_with("burst"));
  EXPECT_TRUE(fault(make(Algorithm::Strict, 5, 5)).starts_with("burst"));
  EXPECT_TRUE(fault({.name = "p", .limit = 1, .window = 24h, .burst = 1'000'000}).starts_with("burst"));
  EXPECT_TRUE(fault({.name = "p", .window = 0s}).starts_with("window"));
  EXPECT_TRUE(fault({.name = "p", .algorithm = Algorithm::Sliding, .window = 24h * 30}).starts_with("sliding"));
  EXPECT_TRUE(fault({.name = "p", .plain_key = true}).starts_with("only fixed"));
}

TEST(Policies, AreSharedAmongProcesses) {
  const Policy share = share_of(make(Algorithm::Gcra, 100, 20), 3);
  EXPECT_EQ(share.limit, 33);
  EXPECT_EQ(share.burst, 6);
  const Policy rare = share_of(make(Algorithm::Fixed, 2), 5);  // 2 in 60 s by five: one in 150 s each
  EXPECT_EQ(rare.limit, 1);
  EXPECT_EQ(rare.window, 150s);
}

TEST(Gcra, AllowsItsBurstAtOnceAndThenOneAnEmission) {
  const Policy policy = make(Algorithm::Gcra, 30, 5);  // one every two seconds
  State state;
  for (int i = 4; i >= 0; --i) EXPECT_EQ(take(policy, state, kStart, 1), (Decision{.remaining = i, .next_unit = 2s}));
  EXPECT_EQ(take(policy, state, kStart + 500ms, 1), (Decision{false, 0, 1500ms, 1500ms}));
  EXPECT_TRUE(take(policy, state, kStart + 2s, 1).allowed);
  EXPECT_EQ(take(policy, state, kStart + 12s, 0).remaining, 5);
}

TEST(Strict, GivesBackWhatIsBetweenItsBurstAndItsLimit) {
  const Policy policy = make(Algorithm::Strict, 30, 10);  // 20 in 60 s: one every three seconds
  State state;
  EXPECT_EQ(take(policy, state, kStart, 10), (Decision{.remaining = 0, .next_unit = 3s}));
  EXPECT_EQ(take(policy, state, kStart, 1).retry_after, 3s);
}

TEST(Fixed, StartsAgainWhenItsWindowIsOver) {
  const Policy policy = make(Algorithm::Fixed, 2);
  State state;
  take(policy, state, kStart, 1);
  EXPECT_EQ(take(policy, state, kStart + 10s, 1), (Decision{.remaining = 0, .next_unit = 50s}));
  EXPECT_EQ(take(policy, state, kStart + 59s, 1), (Decision{false, 0, 1s, 1s}));
  EXPECT_TRUE(take(policy, state, kStart + 60s, 1).allowed);
}

TEST(Sliding, CountsTheLastWindowByWhatIsStillInSight) {
  const Policy policy = make(Algorithm::Sliding, 100);
  State state;
  EXPECT_EQ(take(policy, state, kStart + 30s, 80).remaining, 20);
  EXPECT_EQ(take(policy, state, kStart + 75s, 0).remaining, 40);  // three quarters of 80 count
  EXPECT_EQ(take(policy, state, kStart + 75s, 40).remaining, 0);
  const Decision denied = take(policy, state, kStart + 75s, 21);
  EXPECT_FALSE(denied.allowed);
  EXPECT_GE(denied.retry_after, 15'750ms);  // 39 of 80 must count: 29.25 s of 60 are left then
  EXPECT_LE(denied.retry_after, 15'765ms);  // and a part of 4096 more
  EXPECT_EQ(take(policy, state, kStart + 180s, 0).remaining, 100);
}

TEST(Log, FreesEachUseWhenItIsAWindowOld) {
  const Policy policy = make(Algorithm::Log, 10);
  State state;
  take(policy, state, kStart, 4);
  take(policy, state, kStart + 10s, 4);
  EXPECT_EQ(take(policy, state, kStart + 20s, 3), (Decision{false, 2, 40s, 40s}));
  EXPECT_EQ(take(policy, state, kStart + 20s, 7), (Decision{false, 2, 50s, 40s}));  // both must go
  EXPECT_EQ(take(policy, state, kStart + 60s, 6).remaining, 0);
  EXPECT_EQ(state.log.size(), 2U);
}

TEST(Log, HoldsNoMoreThanItsLimit) {
  const Policy policy = make(Algorithm::Log, 10);
  State state;
  for (int i = 0; i < 1000; ++i) {
    take(policy, state, kStart + i * 1s, 1);
    ASSERT_LE(state.log.size(), 10U);
  }
}

const Algorithm kAlgorithms[] = {Algorithm::Gcra, Algorithm::Strict, Algorithm::Sliding, Algorithm::Log,
                                 Algorithm::Fixed};

TEST(Each, GivesBackButNeverBeyondFull) {
  for (const Algorithm algorithm : kAlgorithms) {
    SCOPED_TRACE(to_string(algorithm));
    const Policy policy = make(algorithm, 10, 5);
    const std::int64_t full = policy.at_once();
    State state;
    take(policy, state, kStart, 3);
    Count(policy, state, kStart).give_back(2);
    EXPECT_EQ(Count(policy, state, kStart).remaining(), full - 1);
    Count(policy, state, kStart).give_back(1'000'000'000'000);
    EXPECT_EQ(Count(policy, state, kStart).remaining(), full);
    EXPECT_EQ(Count(policy, state, kStart - 1h).remaining(), full);  // nothing of it is left in the future
    EXPECT_TRUE(take(policy, state, kStart, full).allowed);
    EXPECT_FALSE(take(policy, state, kStart, 1).allowed);
  }
}

TEST(Each, NeverAllowsWhatCostsMoreThanItAllowsAtOnce) {
  for (const Algorithm algorithm : kAlgorithms) {
    const Policy policy = make(algorithm, 10, 5);
    State state;
    for (const std::int64_t cost : {policy.at_once() + 1, std::int64_t{1} << 62})
      for (const auto at : {0s, 30s, 61s, 3600s}) EXPECT_FALSE(take(policy, state, kStart + at, cost).allowed);
  }
}

TEST(Each, InTheShadowSaysWhatItWouldHaveDone) {
  for (const Algorithm algorithm : kAlgorithms) {
    Policy policy = make(algorithm, 10, 5);
    policy.shadow = true;
    State state;
    EXPECT_FALSE(take(policy, state, kStart, policy.at_once()).shadow_denied);
    const Decision over = take(policy, state, kStart, 1);
    EXPECT_TRUE(over.allowed);
    EXPECT_TRUE(over.shadow_denied);
    EXPECT_EQ(over.retry_after, 0us);
    EXPECT_EQ(over.remaining, 0);
  }
}

// A policy and a walk through time, in both directions.
struct Walk {
  Policy policy;
  std::vector<std::pair<std::chrono::microseconds, std::int64_t>> steps;  // by how much the clock moves, and a cost
};
Walk walk() {
  const std::int64_t limit = *rc::gen::inRange(1, 30), burst = *rc::gen::inRange(1, 30);
  Walk out{make(*rc::gen::elementOf(std::vector(std::begin(kAlgorithms), std::end(kAlgorithms))), limit, burst), {}};
  const auto moves = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1 << 20));
  for (const int move : moves) {
    const auto by = std::chrono::microseconds(move % 3 == 0 ? move % 7 : move * 100);
    out.steps.emplace_back(move % 5 == 0 ? -3 * by : by, 1 + move % out.policy.at_once());
  }
  return out;
}

std::chrono::microseconds longest_wait(const Policy& policy) {
  if (policy.algorithm == Algorithm::Gcra || policy.algorithm == Algorithm::Strict)
    return policy.emission() * policy.at_once();
  return policy.algorithm == Algorithm::Sliding ? 2 * policy.window : policy.window;
}

// However the clock has been stepped: a unit less is not allowed sooner, and what was told holds.
RC_GTEST_PROP(Each, LetsThroughWhoWaitsAsHeWasTold, ()) {
  const Walk random = walk();
  State state;
  Time now = kStart;
  for (const auto& [by, cost] : random.steps) {
    now += by;
    const Decision decision = take(random.policy, state, now, cost);
    RC_ASSERT(decision.remaining >= 0);
    RC_ASSERT(decision.remaining <= random.policy.at_once());
    if (decision.next_unit > 0us) {
      State later = state;
      RC_ASSERT(take(random.policy, later, now + decision.next_unit, 0).remaining > decision.remaining);
      later = state;
      RC_ASSERT(take(random.policy, later, now + decision.next_unit - 1us, 0).remaining <= decision.remaining);
    } else {
      RC_ASSERT(decision.remaining == random.policy.at_once());
    }
    if (decision.allowed) continue;
    RC_ASSERT(decision.retry_after > 0us);
    RC_ASSERT(decision.retry_after <= longest_wait(random.policy));
    State early = state, late = state;
    RC_ASSERT(!take(random.policy, early, now + decision.retry_after - 1us, cost).allowed);
    RC_ASSERT(take(random.policy, late, now + decision.retry_after, cost).allowed);
  }
}

}  // namespace
}  // namespace tenstone::rate_limit
