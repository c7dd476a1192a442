#include "counting/deny_cache.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "counting/denial_sketch.hpp"
#include "counting/keyed_hash.hpp"
#include "policies.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

class Denials : public ::testing::Test {
 protected:
  void keep(const std::string& who, std::vector<Asked> asked, const Verdict& verdict, Time at) {
    cache_.keep(who, hash_(who), asked, verdict, at, cache_.epoch());
  }
  std::optional<Verdict> find(const std::string& who, std::vector<Asked> asked, Time at) {
    return cache_.find(who, hash_(who), asked, at);
  }
  static Verdict denied(std::chrono::microseconds wait) {
    return {{{.allowed = false, .remaining = 0, .retry_after = wait, .next_unit = wait}}};
  }

  metrics::Registry registry_;
  KnownPolicies policies_{registry_, 1};
  const KnownPolicyPtr smooth_ = policies_.find(kSmooth), coarse_ = policies_.find(kCoarse);
  const KeyedHash hash_;
  DenyCache cache_{1024};
  const Time now_{1000s};
};

TEST_F(Denials, HoldUntilTheirTimeIsNearlyUp) {
  keep("mia", {{smooth_, 1}}, denied(500ms), now_);
  EXPECT_EQ(find("mia", {{smooth_, 1}}, now_), denied(500ms));
  EXPECT_EQ(find("mia", {{smooth_, 1}}, now_ + 200ms), denied(300ms));
  EXPECT_TRUE(find("mia", {{smooth_, 1}}, now_ + 499ms));
  EXPECT_FALSE(find("mia", {{smooth_, 1}}, now_ + 499'600us));  // clocks may run apart
  EXPECT_FALSE(find("nora", {{smooth_, 1}}, now_));
  EXPECT_FALSE(find("mia", {{smooth_, 1}}, now_ - 1us));  // another clock
}

TEST_F(Denials, AreKeptForASecondAtMost) {
  keep("mia", {{smooth_, 1}}, denied(1h), now_);
  EXPECT_EQ(find("mia", {{smooth_, 1}}, now_ + 900ms), denied(1h - 900ms));
  EXPECT_FALSE(find("mia", {{smooth_, 1}}, now_ + 1s));
}

TEST_F(Denials, HoldForWhoAsksForAsMuchOrMoreOfTheSamePolicies) {
  keep("mia", {{smooth_, 2}}, denied(500ms), now_);
  EXPECT_FALSE(find("mia", {{smooth_, 1}}, now_));
  EXPECT_FALSE(find("mia", {{smooth_, 0}}, now_));
  EXPECT_EQ(find("mia", {{smooth_, 3}}, now_)->retry_after(), 2500ms);  // a unit more is two seconds
  EXPECT_FALSE(find("mia", {{coarse_, 2}}, now_));
  EXPECT_FALSE(find("mia", {{smooth_, 2}, {coarse_, 2}}, now_));
  Policy changed = kSmooth;
  changed.limit = 60;
  EXPECT_FALSE(find("mia", {{policies_.find(changed), 2}}, now_));
}

TEST_F(Denials, OfSeveralPoliciesHoldWhileOneOfThemDoes) {
  const std::vector<Asked> both{{smooth_, 1}, {coarse_, 1}};
  keep("mia", both, {{{false, 0, 100ms, 100ms}, {false, 0, 700ms, 700ms}}}, now_);
  const auto verdict = find("mia", both, now_ + 300ms);
  EXPECT_TRUE(verdict->each[0].allowed);
  EXPECT_FALSE(verdict->each[1].allowed);
  EXPECT_EQ(verdict->retry_after(), 400ms);
  keep("mia", both, {{{true, 3, 0us, 100ms}, {false, 0, 700ms, 700ms}}}, now_);
  EXPECT_EQ(find("mia", both, now_)->each[0].remaining, 3);
  EXPECT_FALSE(find("mia", {{smooth_, 9}, {coarse_, 0}}, now_));
}

TEST_F(Denials, OfABlockHoldForEverybodyWhoIsBlocked) {
  keep("mia", {{smooth_, 2}}, {.each = {{.remaining = 5}}, .blocked = 600ms}, now_);
  EXPECT_EQ(find("mia", {{smooth_, 1}}, now_ + 100ms)->blocked, 500ms);
  EXPECT_FALSE(find("mia", {{smooth_, 1}}, now_ + 600ms));
}

TEST_F(Denials, AreForgotten) {
  keep("mia", {{smooth_, 1}}, denied(1s), now_);
  keep("mia", {{coarse_, 1}}, denied(1s), now_);
  keep("nora", {{coarse_, 1}}, denied(1s), now_);
  cache_.forget("mia", hash_("mia"));
  EXPECT_FALSE(find("mia", {{smooth_, 1}}, now_));
  EXPECT_FALSE(find("mia", {{coarse_, 1}}, now_));
  EXPECT_TRUE(find("nora", {{coarse_, 1}}, now_));
  cache_.forget_all();
  EXPECT_FALSE(find("nora", {{coarse_, 1}}, now_));
}

TEST_F(Denials, ThatWereOnTheirWayWhenTheSubjectWasForgottenAreNotKept) {
  const std::vector<Asked> asked{{smooth_, 1}};
  const auto epoch = cache_.epoch();
  cache_.forget("mia", hash_("mia"));
  cache_.keep("mia", hash_("mia"), asked, denied(1s), now_, epoch);
  EXPECT_FALSE(find("mia", asked, now_));
}

TEST_F(Denials, TakeNoMoreRoomThanTheyWereGiven) {
  for (int i = 0; i < 20'000; ++i) keep("s" + std::to_string(i), {{smooth_, 1}}, denied(1s), now_ + i * 1us);
  int kept = 0;
  for (int i = 0; i < 20'000; ++i) kept += find("s" + std::to_string(i), {{smooth_, 1}}, now_ + 20ms) ? 1 : 0;
  EXPECT_LE(kept, 1024);
  EXPECT_GT(kept, 900);
  EXPECT_TRUE(find("s19999", {{smooth_, 1}}, now_ + 20ms));
}

TEST_F(Denials, DoNotHoldAPolicyThatWasChangedAndTellItFromItsSuccessor) {
  Policy policy{.name = "p", .limit = 10, .burst = 1};
  keep("mia", {{policies_.find(policy), 1}}, denied(1s), now_);
  EXPECT_EQ(policies_.size(), 2U);  // those of the fixture
  EXPECT_FALSE(find("mia", {{policies_.find(policy), 1}}, now_));
}

// A process that remembers denials says at every moment what the store would have said, though others use the same
// subject meanwhile.
RC_GTEST_PROP(DenialsAreExact, WhateverOthersDo, ()) {
  const auto algorithm =
      *rc::gen::element(Algorithm::Gcra, Algorithm::Strict, Algorithm::Sliding, Algorithm::Log, Algorithm::Fixed);
  const Policy policy{.name = "p",
                      .algorithm = algorithm,
                      .limit = *rc::gen::inRange(2, 12),
                      .window = 3s,
                      .burst = *rc::gen::inRange(1, 4)};
  metrics::Registry registry;
  KnownPolicies policies(registry, 1);
  const KnownPolicyPtr known = policies.find(policy);
  MemoryStore store;
  DenyCache cache(64);
  Time now{1'800'000'000s};
  for (const int move : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1 << 20))) {
    now += std::chrono::microseconds(move % 3 == 0 ? 0 : move);
    const std::int64_t cost = 1 + move % policy.at_once();
    const std::vector<Charge> charges{{&policy, cost}};
    const std::vector<Asked> asked{{known, cost}};
    if (const auto remembered = cache.find("mia", 7, asked, now)) {
      const Verdict truth = store.take("mia", charges, now);
      RC_ASSERT(!truth.allowed());
      RC_ASSERT(remembered->retry_after() <= truth.retry_after());
      continue;
    }
    const Verdict verdict = store.take("mia", charges, now);
    if (!verdict.allowed()) cache.keep("mia", 7, asked, verdict, now, cache.epoch());
  }
}

// The values of another implementation: Python 3.11 with PYTHONHASHSEED=0, hash(b"a") and so on.
TEST(KeyedHash, IsSipHash13) {
  const KeyedHash hash(std::array<std::uint64_t, 2>{0, 0});
  EXPECT_EQ(hash("a"), 0x407448d2b89b1813U);
  EXPECT_EQ(hash("12345678"), 0x3489982430560a87U);
  EXPECT_EQ(hash("user:0192f3a4-5b6c-7d8e"), 0xd92d852872ba871eU);
  EXPECT_NE(KeyedHash()("a"), KeyedHash()("a"));
}

TEST(DenialSketch, KnowsWhoIsDeniedMost) {
  DenialSketch sketch;
  const KeyedHash hash;
  const auto add = [&](const std::string& who, int times) {
    for (int i = 0; i < times; ++i) sketch.add(who, hash(who), "p");
  };
  add("mia", 500);
  for (int i = 0; i < 20'000; ++i) add("s" + std::to_string(i), 1);
  add("nora", 400);
  const auto top = sketch.top(2);
  ASSERT_EQ(top.size(), 2U);
  EXPECT_EQ(top[0].subject, "mia");
  EXPECT_GE(top[0].denials, 500U);
  EXPECT_LE(top[0].denials - top[0].too_many, 500U);
  EXPECT_EQ(top[1].subject, "nora");
  EXPECT_LE(top[1].denials - top[1].too_many, 400U);
  EXPECT_LE(sketch.top(100'000).size(), DenialSketch::kShards * DenialSketch::kCounters);
}

}  // namespace
}  // namespace tenstone::rate_limit
