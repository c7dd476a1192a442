// A limits document that is replaced for months leaves nothing behind but the last one.
#include <algorithm>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/rules.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"

namespace tenstone::rate_limit {
namespace {

constexpr int kReplacements = 10'000;

// Without a Redis, so that all is counted here.
class ChangingPolicies : public ::testing::Test {
 protected:
  ChangingPolicies() { loops_.start(); }
  ~ChangingPolicies() override { loops_.stop(); }
  // Puts a document with this one policy in force and lets somebody ask.
  Task<bool> replace(std::string name, std::int64_t limit) {
    auto rules = Rules::make({.policies = {{.name = std::move(name), .limit = limit}}});
    if (!rules) throw Failure(rules.error());
    published_.publish(std::move(*rules));
    const auto held = published_.hold();
    seen_.emplace_back(held);
    std::vector<Charge> charges{{&held->all()[0].policy}};
    const auto verdict = co_await limiter_.take("mia", std::move(charges));
    co_return verdict && verdict->allowed();
  }
  Task<std::ptrdiff_t> alive() {
    co_return std::ranges::count_if(seen_, [](const auto& rules) { return !rules.expired(); });
  }
  std::ptrdiff_t lines() const { return std::ranges::count(registry_.render(), '\n'); }

  runtime::Loops loops_{1};
  testing::FakeClock clock_;
  metrics::Registry registry_;
  redis::Redis redis_{loops_, {.url = "unix:///no/such/socket"}};
  Limiter limiter_{redis_, clock_, {}, logging::Logger(), registry_};
  PublishedRules published_{loops_, Rules()};
  std::vector<std::weak_ptr<const Rules>> seen_;
};

TEST_F(ChangingPolicies, LeaveNeitherDocumentsNorSeriesBehind) {
  ASSERT_TRUE(testing::await(loops_[0], replace("p", 60)));
  const auto before = lines();
  for (int i = 0; i < kReplacements; ++i) testing::await(loops_[0], replace("p", 60 + i));
  EXPECT_EQ(lines(), before);
  EXPECT_LE(testing::await(loops_[0], alive()), 2);
  for (int i = 0; i < kReplacements; ++i) EXPECT_TRUE(testing::await(loops_[0], replace(fmt::format("p{}", i), 60)));
  EXPECT_LE(lines(), before + 1001 * 6);
  EXPECT_LE(testing::await(loops_[0], alive()), 2);
}

TEST(MemoryStore, ForgetsAPolicyThatIsNotAskedForWhenASubjectHasVeryMany) {
  const Time now(std::chrono::seconds(1'800'000'000));
  MemoryStore store;
  const Policy last{.name = "last", .limit = 1, .burst = 1}, first{.name = "first", .limit = 1, .burst = 1};
  const auto allowed = [&](const std::vector<Charge>& charges) { return store.take("mia", charges, now).allowed(); };
  EXPECT_TRUE(allowed({{&first}}));
  EXPECT_FALSE(allowed({{&first}}));
  EXPECT_TRUE(allowed({{&last}}));
  for (int i = 0; i < kReplacements; ++i) {
    const Policy next{.name = fmt::format("p{}", i)};
    EXPECT_FALSE(allowed({{&last}, {&next}}));
  }
  EXPECT_FALSE(allowed({{&last}}));
  EXPECT_TRUE(allowed({{&first}}));
}

}  // namespace
}  // namespace tenstone::rate_limit
