#include "tenstone/redis/breaker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace tenstone::redis {
namespace {

using namespace std::chrono_literals;
constexpr Breaker::Steady::time_point kNow{10s};

TEST(Breaker, AsksOnceAPauseAfterFiveFailures) {
  Breaker breaker({});
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(breaker.ask(kNow));
    EXPECT_EQ(breaker.failed(kNow), i == 4);
  }
  EXPECT_TRUE(breaker.away());
  EXPECT_FALSE(breaker.ask(kNow + 999ms));
  EXPECT_TRUE(breaker.ask(kNow + 1s));
  EXPECT_FALSE(breaker.ask(kNow + 1s));
  EXPECT_FALSE(breaker.failed(kNow + 1200ms));  // known already; the pause counts from here
  EXPECT_FALSE(breaker.ask(kNow + 2199ms));
  EXPECT_TRUE(breaker.ask(kNow + 2200ms));
  breaker.succeeded();
  EXPECT_FALSE(breaker.away());
  EXPECT_TRUE(breaker.ask(kNow + 2s));
}

TEST(Breaker, CountsFailuresInARowOnly) {
  Breaker breaker({.failures = 2});
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(breaker.failed(kNow));
    breaker.succeeded();
  }
  EXPECT_TRUE(breaker.ask(kNow));
}

TEST(Breaker, TellsWhenItBecomesKnownToBeAwayAndBack) {
  std::vector<bool> told;
  Breaker breaker({.failures = 2, .changed = [&](bool away) { told.push_back(away); }});
  for (int i = 0; i < 5; ++i) breaker.failed(kNow);
  for (int i = 0; i < 5; ++i) breaker.succeeded();
  breaker.failed(kNow);
  EXPECT_THAT(told, ::testing::ElementsAre(true, false));
}

}  // namespace
}  // namespace tenstone::redis
