// What every store promises, asked of each. The Lua script is held to counting.hpp here.
#include "tenstone/rate_limit/store.hpp"

#include <gtest/gtest.h>
#include <random>
#include <unistd.h>

#include "tenstone/rate_limit/breaker.hpp"
#include "tenstone/rate_limit/headers.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"
#include "tenstone/testing/servers.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

const Policy kSmooth{.name = "smooth", .limit = 30, .burst = 5};
const Policy kCoarse{.name = "coarse", .algorithm = Algorithm::Fixed, .limit = 8};

class StoreTest : public ::testing::TestWithParam<const char*> {
 protected:
  StoreTest() {
    loops_.start();
    redis_ = std::make_unique<redis::Redis>(loops_, redis::Options{.url = testing::redis_url(), .deadline = 5s});
    EXPECT_TRUE(testing::await(loops_[0], redis_->ready(5s)));
    shared_ = std::make_unique<RedisStore>(*redis_, [this] { return std::optional(clock_.now()); });
  }
  ~StoreTest() override { loops_.stop(); }

  bool redis() const { return std::string_view(GetParam()) == "redis"; }
  std::vector<Decision> take(const std::string& who, const std::vector<Charge>& charges) {
    const std::string subject = subject_ + who;
    if (!redis()) return memory_.take(subject, charges, clock_.now());
    const auto decisions = testing::await(loops_[0], shared_->take(subject, charges));
    if (!decisions) throw Failure(decisions.error());
    return *decisions;
  }
  void reset(const std::string& who, const std::vector<Charge>& charges) {
    if (redis())
      EXPECT_TRUE(testing::await(loops_[0], shared_->reset(subject_ + who, charges)));
    else
      memory_.reset(subject_ + who, charges);
  }

  static inline int next_ = 0;
  const std::string subject_ = "test:" + std::to_string(getpid()) + ":" + std::to_string(next_++) + ":";
  testing::FakeClock clock_;
  runtime::Loops loops_{1};
  std::unique_ptr<redis::Redis> redis_;
  std::unique_ptr<RedisStore> shared_;
  MemoryStore memory_;
};
INSTANTIATE_TEST_SUITE_P(Each, StoreTest, ::testing::Values("memory", "redis"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(StoreTest, CountsEachSubjectForItself) {
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(take("mia", {{&kSmooth}})[0].allowed);
  const auto denied = take("mia", {{&kSmooth}})[0];
  EXPECT_FALSE(denied.allowed);
  EXPECT_EQ(denied.retry_after, 2s);
  EXPECT_TRUE(take("nora", {{&kSmooth}})[0].allowed);
  clock_.advance(2s);
  EXPECT_TRUE(take("mia", {{&kSmooth}})[0].allowed);
}

TEST_P(StoreTest, OfSeveralPoliciesAllAllowItOrNothingIsUsed) {
  const std::vector<Charge> both{{&kSmooth}, {&kCoarse}};
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(take("mia", both)[1].allowed);
  for (int i = 0; i < 20; ++i) {
    const auto decisions = take("mia", both);
    EXPECT_FALSE(decisions[0].allowed);
    EXPECT_TRUE(decisions[1].allowed);
    EXPECT_EQ(decisions[1].remaining, 3);  // what was denied was not counted
  }
}

TEST_P(StoreTest, ALookUsesNothing) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(take("mia", {{&kSmooth, 0}})[0].remaining, 5);
  EXPECT_TRUE(take("mia", {{&kSmooth, 3}})[0].allowed);
  EXPECT_EQ(take("mia", {{&kSmooth, 0}})[0].remaining, 2);
  EXPECT_FALSE(take("mia", {{&kSmooth, 3}})[0].allowed);
  EXPECT_TRUE(take("mia", {{&kSmooth, 0}})[0].allowed);
}

TEST_P(StoreTest, CanBeReset) {
  for (int i = 0; i < 8; ++i) take("mia", {{&kCoarse}});
  EXPECT_FALSE(take("mia", {{&kCoarse}})[0].allowed);
  reset("mia", {{&kCoarse}});
  EXPECT_EQ(take("mia", {{&kCoarse}})[0].remaining, 7);
}

// The same requests at the same times get the same decisions from every store.
TEST_P(StoreTest, DecidesAsTheReferenceDoes) {
  MemoryStore reference;
  std::mt19937 random(7);
  const Policy odd{.name = "odd", .limit = 7, .window = 1s, .burst = 3};
  for (int i = 0; i < 2000; ++i) {
    clock_.advance(std::chrono::microseconds(static_cast<int>(random() % 4) == 0
                                                 ? static_cast<int>(random() % 3'000'000)
                                                 : static_cast<int>(random() % 50'000)));
    std::vector<Charge> charges;
    for (const Policy* policy : {&kSmooth, &kCoarse, &odd})
      if (random() % 2 == 0) charges.push_back({policy, static_cast<std::int64_t>(random() % 3)});
    if (charges.empty()) continue;
    const std::string who = random() % 2 == 0 ? "mia" : "nora";
    ASSERT_EQ(take(who, charges), reference.take(subject_ + who, charges, clock_.now())) << "step " << i;
  }
}

TEST(Redis, GivesEveryKeyAnEnd) {
  runtime::Loops loops(1);
  loops.start();
  redis::Redis redis(loops, {.url = testing::redis_url(), .deadline = 5s});
  ASSERT_TRUE(testing::await(loops[0], redis.ready(5s)));
  RedisStore store(redis, {});
  const std::string subject = "ttl:" + std::to_string(getpid());
  ASSERT_TRUE(testing::await(loops[0], store.take(subject, {{&kSmooth}, {&kCoarse}})));
  for (const char* policy : {"smooth:g", "coarse:f"}) {
    const auto left = testing::await(loops[0], redis.command({"PTTL", "rl:{" + subject + "}:" + policy}));
    EXPECT_GT(left->integer, 0) << policy;
    EXPECT_LE(left->integer, 60'002) << policy;
  }
  loops.stop();
}

TEST(Memory, ForgetsThoseFirstThatWereNotAskedForLongest) {
  MemoryStore store;
  const Time now(1s);
  for (int i = 0; i < 5; ++i) store.take("regular", std::vector<Charge>{{&kSmooth}}, now);
  for (std::size_t i = 0; i < 2 * MemoryStore::kGeneration + 10; ++i) {
    store.take(std::to_string(i), std::vector<Charge>{{&kSmooth}}, now);
    if (i % 1000 == 0) EXPECT_FALSE(store.take("regular", std::vector<Charge>{{&kSmooth}}, now)[0].allowed) << i;
  }
  EXPECT_EQ(store.take("0", std::vector<Charge>{{&kSmooth, 0}}, now)[0].remaining, 5);
}

TEST(Headers, TellThePoliciesAndWhatIsLeft) {
  const std::vector<Charge> charges{{&kSmooth}, {&kCoarse}};
  const Verdict verdict{{{.remaining = 4, .next_unit = 1500ms}, {.remaining = 8}}};
  const auto all = headers(charges, verdict);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].second, R"("smooth";q=5;w=10, "coarse";q=8;w=60)");
  EXPECT_EQ(all[1].second, R"("smooth";r=4;t=2, "coarse";r=8)");
  EXPECT_EQ(headers(charges, {}).size(), 1U);
  EXPECT_EQ(retry_after_seconds({{{.allowed = false, .retry_after = 1us}}}), 1s);
  EXPECT_EQ(retry_after_seconds({{{.allowed = false, .retry_after = 1500ms}}}), 2s);
}

TEST(Breaker, AsksOnceASecondAfterFiveFailures) {
  Breaker breaker;
  const Breaker::Steady::time_point now{10s};
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(breaker.ask(now));
    EXPECT_EQ(breaker.failed(now), i == 4);
  }
  EXPECT_FALSE(breaker.ask(now + 999ms));
  EXPECT_TRUE(breaker.ask(now + 1s));
  EXPECT_FALSE(breaker.ask(now + 1s));
  breaker.succeeded();
  EXPECT_TRUE(breaker.ask(now + 1s));
}

}  // namespace
}  // namespace tenstone::rate_limit
