// What every store promises, asked of each. The Lua script is held to counting.hpp here.
#include "tenstone/rate_limit/store.hpp"

#include <gtest/gtest.h>
#include <random>
#include <rapidcheck.h>
#include <thread>

#include "policies.hpp"
#include "tenstone/rate_limit/headers.hpp"
#include "with_redis.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

const Policy* const kPolicies[] = {&kSmooth, &kStrict, &kSliding, &kLog, &kCoarse};

class StoreTest : public ::testing::TestWithParam<const char*>, protected WithRedis {
 protected:
  bool redis() const { return std::string_view(GetParam()) == "redis"; }
  Verdict take(const std::string& who, const std::vector<Charge>& charges) {
    if (!redis()) return memory_.take(subject_ + who, charges, clock_.now());
    const auto verdict = await(shared_.take(subject_ + who, charges));
    if (!verdict) throw Failure(verdict.error());
    return *verdict;
  }
  void refund(const std::string& who, const std::vector<Charge>& charges) {
    if (!redis()) return memory_.refund(subject_ + who, charges, clock_.now());
    EXPECT_TRUE(await(shared_.refund(subject_ + who, charges)));
  }
  void reset(const std::string& who, const std::vector<Charge>& charges) {
    if (!redis()) return memory_.reset(subject_ + who, charges);
    EXPECT_TRUE(await(shared_.reset(subject_ + who, charges)));
  }
  void block(const std::string& who, std::chrono::microseconds length) {
    if (!redis()) return memory_.block(subject_ + who, length, clock_.now());
    EXPECT_TRUE(await(shared_.block(subject_ + who, length)));
  }

  std::string subject_ = new_subject() + ":";
  RedisStore shared_{*redis_, moved()};
  MemoryStore memory_;
};
INSTANTIATE_TEST_SUITE_P(Each, StoreTest, ::testing::Values("memory", "redis"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(StoreTest, CountsEachSubjectForItself) {
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(take("mia", {{&kSmooth}}).allowed());
  const Verdict denied = take("mia", {{&kSmooth}});
  EXPECT_FALSE(denied.allowed());
  EXPECT_EQ(denied.retry_after(), 2s);
  EXPECT_TRUE(take("nora", {{&kSmooth}}).allowed());
  clock_.advance(2s);
  EXPECT_TRUE(take("mia", {{&kSmooth}}).allowed());
}

TEST_P(StoreTest, OfSeveralPoliciesAllAllowItOrNothingIsUsed) {
  const std::vector<Charge> all{{&kSmooth}, {&kStrict}, {&kSliding}, {&kLog}, {&kCoarse}};
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(take("mia", all).allowed());
  for (int i = 0; i < 20; ++i) {
    const Verdict verdict = take("mia", all);
    EXPECT_FALSE(verdict.each[1].allowed);
    EXPECT_FALSE(verdict.allowed());
    for (const auto [policy, left] : {std::pair(0, 1), std::pair(2, 3), std::pair(3, 4), std::pair(4, 4)}) {
      EXPECT_TRUE(verdict.each[policy].allowed);
      EXPECT_EQ(verdict.each[policy].remaining, left);  // what was denied was not counted
    }
  }
}

TEST_P(StoreTest, ALookUsesNothing) {
  for (const Policy* policy : kPolicies) {
    const std::int64_t full = policy->at_once();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(take("mia", {{policy, 0}}).each[0].remaining, full);
    EXPECT_TRUE(take("mia", {{policy, 3}}).allowed());
    EXPECT_EQ(take("mia", {{policy, 0}}).each[0].remaining, full - 3);
    EXPECT_FALSE(take("mia", {{policy, full - 2}}).allowed());
    EXPECT_TRUE(take("mia", {{policy, 0}}).allowed());
  }
}

TEST_P(StoreTest, GivesBackButNeverBeyondFull) {
  for (const Policy* policy : kPolicies) {
    const std::int64_t full = policy->at_once();
    EXPECT_TRUE(take("mia", {{policy, full}}).allowed());
    refund("mia", {{policy, 2}});
    EXPECT_EQ(take("mia", {{policy, 0}}).each[0].remaining, 2);
    refund("mia", {{policy, 1'000'000}});
    refund("mia", {{policy, 1}});
    EXPECT_EQ(take("mia", {{policy, 0}}).each[0].remaining, full);
    EXPECT_TRUE(take("mia", {{policy, full}}).allowed());
    EXPECT_FALSE(take("mia", {{policy, 1}}).allowed());
  }
}

TEST_P(StoreTest, CanBeReset) {
  for (const Policy* policy : kPolicies) {
    take("mia", {{policy, policy->at_once()}});
    EXPECT_FALSE(take("mia", {{policy}}).allowed());
    reset("mia", {{policy}});
    EXPECT_EQ(take("mia", {{policy}}).each[0].remaining, policy->at_once() - 1);
  }
}

TEST_P(StoreTest, DeniesABlockedSubjectWhateverThePoliciesSay) {
  block("mia", 90s);
  for (int i = 0; i < 10; ++i) {
    const Verdict verdict = take("mia", {{&kSmooth}, {&kLog}});
    EXPECT_FALSE(verdict.allowed());
    EXPECT_EQ(verdict.blocked, 90s);
    EXPECT_EQ(verdict.retry_after(), 90s);
    EXPECT_EQ(verdict.each[0].remaining, 5);  // and nothing is used
    EXPECT_TRUE(verdict.each[1].allowed);
  }
  EXPECT_TRUE(take("nora", {{&kSmooth}}).allowed());
  reset("mia", {{&kSmooth}});
  clock_.advance(60s);
  EXPECT_EQ(take("mia", {}).blocked, 30s);
  clock_.advance(30s);
  EXPECT_TRUE(take("mia", {{&kSmooth}}).allowed());
  block("mia", 60s);
  block("mia", 0s);
  EXPECT_TRUE(take("mia", {{&kSmooth}}).allowed());
}

TEST_P(StoreTest, ABlockIsNotProlongedByAClockThatStepsBack) {
  block("mia", 60s);
  clock_.advance(-24h);
  EXPECT_EQ(take("mia", {{&kSmooth}}).blocked, 60s);
  clock_.advance(60s);
  EXPECT_TRUE(take("mia", {{&kSmooth}}).allowed());
}

TEST_P(StoreTest, AShadowPolicyCountsAndNeverDenies) {
  Policy shadow = kSmooth;
  shadow.name = "shadow";
  shadow.shadow = true;
  for (int i = 0; i < 8; ++i) {
    const Verdict verdict = take("mia", {{&shadow}, {&kCoarse}});
    EXPECT_TRUE(verdict.allowed());
    EXPECT_EQ(verdict.each[0].shadow_denied, i >= 5);
    EXPECT_EQ(verdict.each[0].remaining, std::max(0, 4 - i));
    EXPECT_EQ(verdict.each[1].remaining, 7 - i);  // the others go on counting
  }
  EXPECT_FALSE(take("mia", {{&shadow}, {&kCoarse}}).allowed());
  EXPECT_TRUE(take("mia", {{&shadow, 1'000'000'000'000}}).each[0].shadow_denied);
}

TEST_P(StoreTest, KnowsSubjectsOfAnyKind) {
  const std::string odd[] = {"", "}{", std::string(10'000, 'x'), std::string("\0\r\n\xff", 4),
                             "#" + std::string(32, '0')};
  for (const std::string& who : odd) {
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(take(who, {{&kSmooth}}).allowed());
    EXPECT_FALSE(take(who, {{&kSmooth}}).allowed());
  }
}

TEST_P(StoreTest, LetsThroughWhoWaitsAsHeWasToldThoughTheClockSteps) {
  std::mt19937 random(3);
  for (const Policy* policy : kPolicies) {
    for (int i = 0; i < 200; ++i) {
      clock_.advance(std::chrono::seconds(static_cast<int>(random() % 4000) - 1000));
      if (random() % 20 == 0) clock_.advance(random() % 2 == 0 ? -48h : 48h);
      const Charge charge{policy, 1 + static_cast<std::int64_t>(random() % 4)};
      const Verdict verdict = take("mia", {charge});
      if (verdict.allowed()) continue;
      ASSERT_LE(verdict.retry_after(), 2 * policy->window);
      clock_.advance(verdict.retry_after() - 1us);
      ASSERT_FALSE(take("mia", {charge}).allowed());
      clock_.advance(1us);
      ASSERT_TRUE(take("mia", {charge}).allowed()) << policy->name;
    }
  }
}

// The same at the same times gets the same answers from every store, to the microsecond, however the clock steps.
TEST_P(StoreTest, DecidesAsTheReferenceDoes) {
  EXPECT_TRUE(rc::check([this] {
    MemoryStore reference;
    subject_ = new_subject() + ":";
    const auto words = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 1U << 31));
    for (const std::uint32_t word : words) {
      const int by = static_cast<int>(word % 1'000'003) - (word % 7 == 0 ? 500'000 : 0);  // milliseconds
      clock_.advance(word % 3 == 0 ? 0us : by * (word % 5 == 0 ? 37'001us : 997us));
      std::vector<Charge> charges;
      for (std::uint32_t i = 0; i < std::size(kPolicies); ++i)
        if ((word >> i & 1) == 1) charges.push_back({kPolicies[i], (word >> 2 * i) % 4});
      const std::string who = word % 11 < 8 ? "mia" : "nora";
      if (word % 13 == 0) {
        refund(who, charges);
        reference.refund(subject_ + who, charges, clock_.now());
      } else if (word % 61 == 0) {
        reset(who, charges);
        reference.reset(subject_ + who, charges);
      } else if (word % 67 == 0) {
        block(who, by * 1us + 1s);
        reference.block(subject_ + who, by * 1us + 1s, clock_.now());
      }
      RC_ASSERT(take(who, charges) == reference.take(subject_ + who, charges, clock_.now()));
    }
  }));
}

TEST(Memory, ForgetsThoseFirstThatWereNotAskedForLongest) {
  MemoryStore store;
  const Time now(1s);
  const std::vector<Charge> one{{&kSmooth}}, look{{&kSmooth, 0}};
  for (int i = 0; i < 5; ++i) store.take("regular", one, now);
  for (std::size_t i = 0; i < 3 * MemoryStore::kGeneration; ++i) {
    store.take(std::to_string(i), one, now);
    if (i % 1000 == 0) EXPECT_FALSE(store.take("regular", one, now).allowed()) << i;
  }
  EXPECT_EQ(store.take("0", look, now).each[0].remaining, 5);
}

TEST(Memory, LosesNoUseBetweenThreads) {
  MemoryStore store;
  const Policy policy{.name = "p", .algorithm = Algorithm::Log, .limit = 3000};
  std::atomic<int> allowed = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        const std::vector<Charge> one{{&policy}};
        for (int j = 0; j < 1000; ++j) allowed += store.take("mia", one, Time(1s)).allowed() ? 1 : 0;
      });
  }
  EXPECT_EQ(allowed, 3000);
}

TEST(Headers, TellThePoliciesAndWhatIsLeft) {
  const std::vector<Charge> charges{{&kSmooth}, {&kCoarse}};
  const Verdict verdict{{{.remaining = 4, .next_unit = 1500ms}, {.remaining = 8}}};
  const auto all = headers(charges, verdict);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].second, R"("smooth";q=5;w=10, "coarse";q=8;w=60)");
  EXPECT_EQ(all[1].second, R"("smooth";r=4;t=2, "coarse";r=8)");
  EXPECT_EQ(retry_after_seconds({{{.allowed = false, .retry_after = 1us}}}), 1s);
  EXPECT_EQ(retry_after_seconds({{{.allowed = false, .retry_after = 1500ms}}}), 2s);
}

}  // namespace
}  // namespace tenstone::rate_limit
