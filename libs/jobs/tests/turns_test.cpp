#include "turns.hpp"

#include <gtest/gtest.h>
#include <map>
#include <optional>

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;

class TurnsTest : public ::testing::Test {
 protected:
  static Uuid org(std::uint8_t number) {
    Uuid id;
    id.bytes[15] = number;
    return id;
  }
  void wait(const std::vector<std::uint8_t>& orgs) {
    std::vector<Turns::Visited> rows;
    for (const std::uint8_t each : orgs) rows.push_back({1, org(each), true});
    turns_->looked({7}, rows, now_, now_);
  }
  // How many each may take, and under 0 what is claimed by age.
  std::map<int, std::size_t> plan(const std::map<std::uint8_t, std::size_t>& held, std::size_t most = 500) {
    Turns::Held by_org;
    std::size_t used = 0;
    for (const auto& [number, count] : held) {
      if (count > 0) by_org[org(number)] = count;
      used += count;
    }
    last_ = turns_->plan(by_org, used, most);
    std::map<int, std::size_t> out;
    if (last_.oldest > 0) out[0] = last_.oldest;
    for (const Turns::Share& each : last_.shares) out[each.org.bytes[15]] += static_cast<std::size_t>(each.most);
    return out;
  }
  void brought(const std::vector<std::size_t>& counts, Turns::Steady::duration took = 1ms) {
    turns_->claimed(last_.shares, counts, took);
  }

  const Turns::Steady::time_point now_{1000s};
  std::optional<Turns> turns_{std::in_place, 8U, 2U};
  Turns::Plan last_{};
};
using Plans = std::map<int, std::size_t>;

TEST_F(TurnsTest, ClaimsByAgeWhileNobodyWaits) {
  EXPECT_EQ(plan({}), (Plans{{0, 8}}));
  EXPECT_EQ(plan({{1, 5}}), (Plans{{0, 3}}));
  EXPECT_EQ(plan({{1, 8}}), Plans{});
  EXPECT_EQ(plan({}, 3), (Plans{{0, 3}}));
}

TEST_F(TurnsTest, OneOrganisationAloneHasAllSlotsAndNoGuest) {
  wait({1});
  EXPECT_EQ(plan({{1, 5}}), (Plans{{0, 3}}));
  EXPECT_EQ(plan({{1, 8}}), Plans{});
}

TEST_F(TurnsTest, AFreeSlotIsForTheOneThatHoldsLess) {
  wait({1, 2});
  EXPECT_EQ(plan({{1, 7}}), (Plans{{2, 1}}));
  EXPECT_EQ(plan({{1, 6}, {2, 1}}), (Plans{{2, 1}}));
  EXPECT_EQ(plan({{1, 3}, {2, 1}}), (Plans{{1, 1}, {2, 3}}));
  EXPECT_EQ(plan({}), (Plans{{1, 4}, {2, 4}}));
  EXPECT_EQ(plan({}, 3), (Plans{{1, 2}, {2, 1}}));
}

TEST_F(TurnsTest, WhatTheSharesLeaveFreeIsClaimedByAge) {
  wait({2});
  EXPECT_EQ(plan({{1, 2}}), (Plans{{0, 2}, {2, 4}}));
}

TEST_F(TurnsTest, AGuestHoldsNothingAndGetsOne) {
  wait({1, 2, 3, 4});
  EXPECT_EQ(plan({{1, 8}}), (Plans{{2, 1}, {3, 1}}));
  EXPECT_EQ(plan({{1, 8}, {2, 1}}), (Plans{{3, 1}}));
  EXPECT_EQ(plan({{1, 8}, {2, 1}, {3, 1}}), Plans{});
  EXPECT_EQ(plan({{1, 7}, {2, 1}, {3, 1}}), (Plans{{4, 1}}));
}

TEST_F(TurnsTest, AnOrganisationWithFewerJobsThanItsShareWaitsNoMore) {
  wait({1, 2});
  EXPECT_EQ(plan({}), (Plans{{1, 4}, {2, 4}}));
  brought({4, 3});
  EXPECT_EQ(plan({{1, 4}, {2, 3}}), (Plans{{0, 1}}));
}

TEST_F(TurnsTest, OneSlotGoesRound) {
  turns_.emplace(1U, 0U);
  wait({1, 2, 3});
  for (const int each : {1, 2, 3, 1, 2}) {
    EXPECT_EQ(plan({}), (Plans{{each, 1}}));
    brought({1});
  }
}

TEST_F(TurnsTest, ASlowClaimEndsTheTurnsUntilTheNextLook) {
  wait({1, 2});
  EXPECT_EQ(plan({}).size(), 2U);
  brought({4, 4}, 51ms);
  EXPECT_FALSE(turns_->any_waiting());
}

TEST_F(TurnsTest, ALookTakesATwentiethOfTheTimeAtMost) {
  turns_->looked({7}, {}, now_, now_ + 1ms);
  EXPECT_EQ(turns_->next_look(true, 1s), now_ + 51ms);
  EXPECT_EQ(turns_->next_look(false, 1s), now_ + 1001ms);
  turns_->looked({7}, {}, now_, now_ + 100ms);
  EXPECT_EQ(turns_->next_look(true, 1s), now_ + 2100ms);
}

TEST_F(TurnsTest, OneIsAloneWhenALookSawEverybodyAndNobodyElseHadReadyJobs) {
  EXPECT_FALSE(turns_->alone());
  turns_->looked({7}, {{1, org(1), true}, {1, org(2), false}}, now_, now_);
  EXPECT_TRUE(turns_->alone());
  wait({1, 2});
  EXPECT_FALSE(turns_->alone());
  std::vector<Turns::Visited> full(static_cast<std::size_t>(Turns::kMostVisited), {1, org(9), false});
  turns_->looked({7}, full, now_, now_);
  EXPECT_FALSE(turns_->alone()) << "there are more";
  turns_->looked({7}, {{1, org(9), true}}, now_, now_);
  EXPECT_FALSE(turns_->alone()) << "it has not seen those before";
  turns_->looked({7}, {{1, org(9), true}}, now_, now_);
  EXPECT_TRUE(turns_->alone());
}

TEST_F(TurnsTest, ALookGoesOnWhereTheLastOneWasFull) {
  std::vector<Turns::Visited> rows(static_cast<std::size_t>(Turns::kMostVisited), {1, org(9), false});
  rows.back() = {2, org(4), false};
  turns_->looked({7, 8}, rows, now_, now_);
  EXPECT_EQ(turns_->cursor().place, 2);
  EXPECT_EQ(turns_->cursor().org, org(4));
  turns_->looked({7, 8}, {{2, org(4), false}, {3, {}, false}}, now_, now_);
  EXPECT_EQ(turns_->cursor().place, 1);
  EXPECT_EQ(turns_->cursor().org, Uuid{});
}

}  // namespace
}  // namespace tenstone::jobs
