#include "tenstone/rate_limit/limiter.hpp"

#include <gtest/gtest.h>

#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"

namespace tenstone::rate_limit {
namespace {

// A Redis that is not there: what each policy says holds.
class LimiterAlone : public ::testing::Test {
 protected:
  LimiterAlone() { loops_.start(); }
  ~LimiterAlone() override { loops_.stop(); }
  Result<Verdict> take(WhenAway when_away) {
    policy_.when_away = when_away;
    return testing::await(loops_[0], limiter_.take("mia", {{&policy_}}));
  }

  runtime::Loops loops_{1};
  testing::FakeClock clock_;
  metrics::Registry registry_;
  redis::Redis redis_{loops_, {.url = "unix:///no/such/socket"}};
  Limiter limiter_{redis_, clock_, {}, logging::Logger(), registry_};
  Policy policy_{.name = "p", .limit = 60, .burst = 3};
};

TEST_F(LimiterAlone, CountsForItselfWhenThePolicyIsLocal) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(take(WhenAway::Local)->allowed());
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(take(WhenAway::Local)->allowed());
  clock_.advance(std::chrono::seconds(1));
  EXPECT_TRUE(take(WhenAway::Local)->allowed());
}

TEST_F(LimiterAlone, LetsEverythingThroughWhenThePolicyIsOpen) {
  for (int i = 0; i < 20; ++i) {
    const auto verdict = take(WhenAway::Open);
    ASSERT_TRUE(verdict);
    EXPECT_TRUE(verdict->allowed());
    EXPECT_TRUE(verdict->each.empty());
  }
}

TEST_F(LimiterAlone, RefusesWhenThePolicyIsClosed) {
  for (int i = 0; i < 20; ++i) {
    const auto verdict = take(WhenAway::Closed);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, "temporary_reduced_capacity");
    EXPECT_EQ(verdict.error().retry_after, std::chrono::seconds(1));
  }
}

}  // namespace
}  // namespace tenstone::rate_limit
