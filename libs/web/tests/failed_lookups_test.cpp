#include "tenstone/web/failed_lookups.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <optional>
#include <random>
#include <vector>

namespace tenstone::web {
namespace {
using namespace std::chrono_literals;

const Time kStart{1'800'000'000s};

// Whether it was looked up, and failed.
bool forge(FailedLookups& table, std::string_view client, int number, Time now) {
  auto lookup = table.begin(client, fmt::format("forged {}", number), now);
  if (lookup.wait() > 0s) return false;
  lookup.failed(now);
  return true;
}

TEST(FailedLookups, LooksUpNoMoreThanItsBudgetOfOneAddress) {
  FailedLookups table;
  int looked_up = 0;
  for (int i = 0; i < 1500; ++i) looked_up += forge(table, "192.0.2.1", i, kStart) ? 1 : 0;
  EXPECT_EQ(looked_up, 20);
  EXPECT_TRUE(forge(table, "192.0.2.2", 0, kStart)) << "another address";
}

TEST(FailedLookups, SaysForHowLongAndLetsOneThroughThen) {
  FailedLookups table;
  for (int i = 0; i < 20; ++i) forge(table, "192.0.2.1", i, kStart);
  const auto wait = table.begin("192.0.2.1", "forged", kStart).wait();
  EXPECT_EQ(wait, 1s);
  EXPECT_TRUE(forge(table, "192.0.2.1", 21, kStart + wait));
  EXPECT_FALSE(forge(table, "192.0.2.1", 22, kStart + wait));
}

TEST(FailedLookups, CountsAnIpv6NetworkAsOneAddress) {
  FailedLookups table;
  int looked_up = 0;
  for (int i = 0; i < 100; ++i) looked_up += forge(table, fmt::format("2001:db8::{:x}", i + 1), i, kStart) ? 1 : 0;
  EXPECT_EQ(looked_up, 20);
}

TEST(FailedLookups, ACredentialThatHeldLatelyIsLookedUpBesideAnAttacker) {
  FailedLookups table;
  table.begin("192.0.2.1", "Mia's", kStart).held();
  for (int i = 0; i < 100; ++i) forge(table, "192.0.2.1", i, kStart);
  EXPECT_EQ(table.begin("192.0.2.1", "Mia's", kStart).wait(), 0s);
}

TEST(FailedLookups, ACredentialThatWasMadeHereIsLookedUpBesideAnAttacker) {
  FailedLookups table;
  for (int i = 0; i < 100; ++i) forge(table, "192.0.2.1", i, kStart);
  table.made("Mia's");
  EXPECT_EQ(table.begin("192.0.2.1", "Mia's", kStart).wait(), 0s);
  EXPECT_EQ(table.begin("192.0.2.1", "Olaf's", kStart).wait(), 1s);
}

TEST(FailedLookups, OneThatHasEndedIsNoForgeryUntilItFailsTooOften) {
  FailedLookups table;
  table.begin("192.0.2.1", "Mia's", kStart).held();
  const auto fail = [&](int times) {
    for (int i = 0; i < times; ++i) {
      auto lookup = table.begin("192.0.2.1", "Mia's", kStart);
      if (lookup.wait() == 0s) lookup.failed(kStart);
    }
  };
  fail(99);
  EXPECT_EQ(table.addresses(), 0U) << "a page asks on behind its person's back";
  fail(20);
  EXPECT_GT(table.begin("192.0.2.1", "Mia's", kStart).wait(), 0s);
}

TEST(FailedLookups, ForgetsAddressesOfWhichNothingFailed) {
  FailedLookups table;
  {
    auto given_up = table.begin("192.0.2.1", "Mia's", kStart);
  }
  table.begin("192.0.2.2", "Olaf's", kStart).held();
  EXPECT_EQ(table.addresses(), 0U);
}

TEST(FailedLookups, KeepsNoMoreAddressesThanItMay) {
  FailedLookups table({.addresses = 50});
  for (int i = 0; i < 1000; ++i) forge(table, fmt::format("10.0.{}.{}", i / 250, i % 250), i, kStart);
  EXPECT_EQ(table.addresses(), 50U);
}

// Whatever is under way at the same time, and however time goes on.
TEST(FailedLookups, KeepsItsPromise) {
  std::minstd_rand random(7);
  for (int round = 0; round < 50; ++round) {
    FailedLookups table;
    std::vector<FailedLookups::Lookup> under_way;
    Time now = kStart;
    int failed = 0;
    for (int step = 0; step < 2000; ++step) {
      auto lookup = table.begin("192.0.2.1", std::to_string(step), now);
      if (lookup.wait() == 0s) under_way.push_back(std::move(lookup));
      for (; !under_way.empty() && random() % 3 == 0; under_way.pop_back(), ++failed) under_way.back().failed(now);
      now += std::chrono::milliseconds(random() % 50);
      const double seconds = std::chrono::duration<double>(now - kStart).count();
      ASSERT_LE(failed, 100 + seconds);
    }
  }
}

}  // namespace
}  // namespace tenstone::web
