// What the limiter does while Redis stands still, dies, comes back and forgets.
#include <gtest/gtest.h>

#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/testing/redis_server.hpp"
#include "with_redis.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

class Outage : public ::testing::Test {
 protected:
  Outage() {
    loops_.start();
    ready();
  }
  ~Outage() override { loops_.stop(); }
  void ready() {
    const auto ready = testing::await(loops_[0], redis_.ready(10s));
    ASSERT_TRUE(ready) << ready.error().detail;
  }
  Result<Verdict> take() { return testing::await(loops_[0], limiter_.take("mia", {{&policy_}})); }
  // Until a decision has come from Redis: what the test run's load did to deadlines on the way does not matter.
  void expect_back() {
    eventually([&] {
      const auto before = alone_.value();
      return take() && alone_.value() == before;
    });
  }

  testing::RedisServer server_;
  runtime::Loops loops_{1};
  testing::FakeClock clock_;
  metrics::Registry registry_;
  redis::Redis redis_{loops_, {.url = server_.url()}};
  Limiter limiter_{redis_,    clock_,          [this] { return std::optional(clock_.now()); }, logging::Logger(),
                   registry_, {.pause = 100ms}};
  const metrics::Counter alone_ =
      registry_.counter("tenstone_rate_limit_alone_total", "Decisions that were made without Redis");
  const Policy policy_{.name = "p", .limit = 1'000'000, .window = 1h, .burst = 1'000'000};
};

TEST_F(Outage, AHangingServerCostsAFewDeadlinesAndThenNothing) {
  EXPECT_TRUE(take());
  server_.signal(SIGSTOP);
  const runtime::Stopwatch watch;
  eventually([&] {
    EXPECT_TRUE(take()->allowed());
    return says(registry_, "breaker_open 1");
  });
  EXPECT_LT(watch.elapsed(), 2s);  // 5 deadlines of 50 ms
  const auto errors =
      registry_.counter("tenstone_rate_limit_store_errors_total", "Decisions that Redis failed to make");
  EXPECT_GE(errors.value(), 5U);
  const auto before = errors.value();
  const runtime::Stopwatch quick;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(take()->allowed());
  EXPECT_LE(errors.value() - before,
            1 + static_cast<std::uint64_t>(quick.elapsed() / 100ms));  // one asks, then a pause
  server_.signal(SIGCONT);
  expect_back();
  EXPECT_TRUE(says(registry_, "breaker_open 0"));
}

TEST_F(Outage, ADeadServerIsDoneWithoutAndFoundAgainThoughItForgotTheScript) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(take());
  server_.kill();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(take()->allowed());
  EXPECT_TRUE(says(registry_, "breaker_open 1"));
  EXPECT_GE(alone_.value(), 95U);
  server_.start();
  ready();
  expect_back();
  EXPECT_TRUE(says(registry_, "breaker_open 0"));
}

TEST_F(Outage, AServerThatRefusesToWriteIsAway) {
  const auto command = [&](const std::vector<std::string>& words) {
    return testing::await(loops_[0], redis_.command(words));
  };
  EXPECT_TRUE(command({"CONFIG", "SET", "maxmemory", "1"}));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(take()->allowed());
  EXPECT_TRUE(says(registry_, "breaker_open 1"));
  EXPECT_TRUE(command({"CONFIG", "SET", "maxmemory", "0"}));
  expect_back();
}

TEST_F(Outage, OfTheChannelForgetsWhatWasRememberedWhenItStandsAgain) {
  const Policy rare{.name = "rare", .limit = 1, .window = 1h, .burst = 1};
  const auto ask = [&] { return testing::await(loops_[0], limiter_.take("nora", {{&rare}})); };
  limiter_.start(loops_[0]);
  const auto subscribed = [&] {
    const std::vector<std::string> words{"PUBSUB", "NUMSUB", "rl:inval"};
    const auto reply = testing::await(loops_[0], redis_.command(words));
    return reply && reply->items.at(1).integer == 1;
  };
  eventually(subscribed);
  EXPECT_TRUE(ask()->allowed());
  EXPECT_FALSE(ask()->allowed());
  server_.kill();  // and with it all counts
  server_.start();
  ready();
  eventually(subscribed);
  eventually([&] { return ask()->allowed(); });
  limiter_.stop();
}

// The breaker of one loop opens, and stays so for an hour; the other loop's link is well.
class OneLoopWithout : public ::testing::Test {
 protected:
  OneLoopWithout() {
    loops_.start();
    for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(testing::await(loops_[i], redis_.ready(10s)));
  }
  ~OneLoopWithout() override {
    loops_.stop();
    loops_.join();
  }

  testing::RedisServer server_;
  runtime::Loops loops_{2};
  testing::FakeClock clock_;
  metrics::Registry registry_;
  redis::Redis redis_{loops_, {.url = server_.url()}};
  const LimiterOptions options_{.failures = 1, .pause = 1h};
};

TEST_F(OneLoopWithout, DoesNotMakeTheOtherCountAlone) {
  Limiter limiter(
      redis_, clock_, [this] { return std::optional(clock_.now()); }, logging::Logger(), registry_, options_);
  const Policy policy{.name = "p", .limit = 100, .window = 1h, .burst = 100};
  const auto take = [&](std::size_t loop) {
    return testing::await(loops_[loop], limiter.take("mia", {{&policy}}))->each.at(0).remaining;
  };
  EXPECT_EQ(take(1), 99);
  server_.signal(SIGSTOP);
  EXPECT_EQ(take(0), 99);  // of its own count
  server_.signal(SIGCONT);
  eventually([&] { return testing::await(loops_[1], redis_.ping()); });
  const auto left = take(1);  // 97: what loop 0 gave up on reached Redis all the same
  EXPECT_TRUE(left == 97 || left == 98) << left;
  EXPECT_EQ(take(0), 98);
  EXPECT_TRUE(says(registry_, "alone_total 2"));
  EXPECT_TRUE(says(registry_, "breaker_open 1"));
}

}  // namespace
}  // namespace tenstone::rate_limit
