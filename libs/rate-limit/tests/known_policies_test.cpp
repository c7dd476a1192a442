#include "counting/known_policies.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace tenstone::rate_limit {
namespace {

constexpr int kMany = 10'000;

TEST(KnownPolicies, AreFoundByValueAndTellThemApart) {
  metrics::Registry registry;
  KnownPolicies policies(registry, 2);
  PolicyTable table(policies), other(policies);
  std::vector<Policy> many;
  for (int i = 0; i < 1000; ++i) many.push_back({.name = "p" + std::to_string(i % 500), .limit = 10 + i});
  for (int round = 0; round < 3; ++round)
    for (const Policy& policy : many) EXPECT_EQ(table.find(policy)->policy, policy);
  const Policy copy = many[7];
  const KnownPolicyPtr found = table.find(copy);
  EXPECT_EQ(found, table.find(many[7]));
  EXPECT_EQ(found, other.find(copy));
  EXPECT_EQ(table.find(many[90])->share.limit, 50);
  many[7].limit = 1;  // at the same address
  EXPECT_EQ(table.find(many[7])->policy.limit, 1);
}

TEST(KnownPolicies, ThatWereChangedAreForgotten) {
  metrics::Registry registry;
  KnownPolicies policies(registry, 1);
  PolicyTable table(policies);
  std::vector<Policy> changed(kMany, Policy{.name = "p"});
  for (int i = 0; i < kMany; ++i) {
    changed[static_cast<std::size_t>(i)].limit = 1 + i;
    EXPECT_EQ(table.find(changed[static_cast<std::size_t>(i)])->policy.limit, 1 + i);
    ASSERT_LE(policies.size(), PolicyTable::kPlaces);
  }
}

TEST(KnownPolicies, OfARequestUnderWayStayAsTheyAre) {
  metrics::Registry registry;
  KnownPolicies policies(registry, 1);
  PolicyTable table(policies);
  Policy policy{.name = "p", .limit = kMany};
  const KnownPolicyPtr held = table.find(policy);
  for (int i = 1; i < kMany; ++i) {
    Policy other{.name = "p", .limit = i};
    table.find(other);
  }
  EXPECT_EQ(held->policy, policy);
  EXPECT_EQ(table.find(policy), held);  // also where the loop has forgotten it: one value, one counting
}

TEST(KnownPolicies, HaveMetricsOfTheirOwnForTheFirstNamesAlone) {
  metrics::Registry registry;
  KnownPolicies policies(registry, 1);
  for (int i = 0; i < kMany; ++i) policies.find({.name = fmt::format("p{}", i)})->allowed.add();
  policies.find({.name = "p999", .limit = 7})->allowed.add();
  const std::string text = registry.render();
  const auto says = [&](std::string_view policy, int count) {
    return text.contains(
        fmt::format("tenstone_rate_limit_decisions_total{{policy=\"{}\",result=\"allowed\"}} {}\n", policy, count));
  };
  EXPECT_TRUE(says("p0", 1));
  EXPECT_TRUE(says("p999", 2));
  EXPECT_FALSE(text.contains("p1000\""));
  EXPECT_TRUE(says("(others)", kMany - 1000));
}

}  // namespace
}  // namespace tenstone::rate_limit
