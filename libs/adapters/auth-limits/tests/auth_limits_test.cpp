#include "tenstone/auth_limits/auth_limits.hpp"

#include <gtest/gtest.h>

#include "tenstone/auth/errors.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"
#include "tenstone/testing/redis_server.hpp"

namespace tenstone::auth_limits {
namespace {
using namespace std::chrono_literals;
using auth::Attempt;

class LimitedAttemptsTest : public ::testing::Test {
 protected:
  LimitedAttemptsTest() {
    loops_.start();
    EXPECT_TRUE(run(redis_.ready(10s)));
  }
  ~LimitedAttemptsTest() override {
    loops_.stop();
    loops_.join();
  }
  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  Result<void> take(const Attempt& attempt) { return run(attempts_.take(attempt)); }
  void give_back(const Attempt& attempt) {
    run([](LimitedAttempts& attempts, Attempt which) -> Task<bool> {
      co_await attempts.give_back(which);
      co_return true;
    }(attempts_, attempt));
  }
  int allowed_of(int most, const Attempt& attempt) {
    int allowed = 0;
    while (allowed < most && take(attempt)) ++allowed;
    return allowed;
  }
  static Attempt login(std::string account, std::string address) {
    return {Attempt::Kind::Login, std::move(account), std::move(address)};
  }

  testing::FakeClock clock_;
  runtime::Loops loops_{2};
  testing::RedisServer server_;
  redis::Redis redis_{loops_, {.url = server_.url(), .deadline = 2s}};
  metrics::Registry registry_;
  rate_limit::Limiter limiter_{redis_, clock_, [this] { return std::optional(clock_.now()); }, {}, registry_};
  LimitedAttempts attempts_{limiter_};
};

TEST_F(LimitedAttemptsTest, OneAddressTriesOneAccountFiveTimes) {
  EXPECT_EQ(allowed_of(50, login("mia", "192.0.2.1")), 5);
  const auto refused = take(login("mia", "192.0.2.1"));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().is(auth::kTooManyAttempts));
  EXPECT_GE(refused.error().retry_after, 30s);
  clock_.advance(30s);
  EXPECT_TRUE(take(login("mia", "192.0.2.1")));
  EXPECT_FALSE(take(login("mia", "192.0.2.1")));
}

TEST_F(LimitedAttemptsTest, ManyAddressesTryOneAccountTenTimes) {
  int allowed = 0;
  for (int i = 1; i <= 50; ++i) allowed += take(login("mia", "198.51.100." + std::to_string(i))) ? 1 : 0;
  EXPECT_EQ(allowed, 10);
}

TEST_F(LimitedAttemptsTest, OneAddressTriesTenAccountsAMinuteAndSixtyAnHour) {
  int number = 0;
  const auto others = [&](const std::string& address) {
    int allowed = 0;
    while (take(login("account" + std::to_string(number++), address))) ++allowed;
    return allowed;
  };
  EXPECT_EQ(others("2001:db8:1:2::7"), 10);
  EXPECT_EQ(others("2001:db8:1:2::8"), 0) << "who has one address of a /64 has all";
  EXPECT_EQ(others("2001:db8:1:3::7"), 10);
  int hour = 10;
  for (int minute = 0; minute < 10; ++minute) {
    clock_.advance(1min);
    hour += others("2001:db8:1:2::7");
  }
  EXPECT_GE(hour, 60);
  EXPECT_LE(hour, 71) << "60, and what came back in ten minutes";
}

TEST_F(LimitedAttemptsTest, WhoIsDeniedAtHisAddressUsesUpNoAccount) {
  EXPECT_EQ(allowed_of(50, login("mia", "192.0.2.1")), 5);
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(take(login("mia", "192.0.2.1")));
  EXPECT_EQ(allowed_of(50, login("mia", "192.0.2.2")), 5) << "what is left of the account's ten";
}

TEST_F(LimitedAttemptsTest, WhatIsGivenBackDoesNotCount) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(take(login("mia", "192.0.2.1"))) << i;
    give_back(login("mia", "192.0.2.1"));
  }
}

TEST_F(LimitedAttemptsTest, ParallelGuessesPassNoMoreThanOthers) {
  const auto all_at_once = [](LimitedAttempts& attempts) -> Task<int> {
    int allowed = 0;
    const auto one = [&attempts, &allowed]() -> Task<> {
      if (co_await attempts.take(login("mia", "192.0.2.1"))) ++allowed;
    };
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 200; ++i) group.spawn(one());
    co_await group.join();
    co_return allowed;
  };
  EXPECT_EQ(run(all_at_once(attempts_)), 5);
}

TEST_F(LimitedAttemptsTest, AllCountsLeaveInOneWrite) {
  const auto writes = [](redis::Redis& redis, LimitedAttempts& attempts) -> Task<std::uint64_t> {
    static_cast<void>(co_await attempts.take(login("warm", "192.0.2.9")));  // the scripts are known then
    const std::uint64_t before = redis.writes();
    static_cast<void>(co_await attempts.take(login("mia", "192.0.2.1")));
    co_return redis.writes() - before;
  };
  EXPECT_EQ(run(writes(redis_, attempts_)), 1U);
}

TEST_F(LimitedAttemptsTest, WithoutRedisEachProcessCounts) {
  server_.kill();
  EXPECT_EQ(allowed_of(50, login("mia", "192.0.2.1")), 5);
}

TEST_F(LimitedAttemptsTest, LettersToAnAccountAreFew) {
  int allowed = 0;
  for (int i = 1; i <= 20; ++i)
    allowed += take({Attempt::Kind::Mail, "mia", "198.51.100." + std::to_string(i)}) ? 1 : 0;
  EXPECT_EQ(allowed, 3);
}

}  // namespace
}  // namespace tenstone::auth_limits
