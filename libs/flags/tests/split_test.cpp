#include "tenstone/flags/split.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck/gtest.h>
#include <set>

#include "murmur3.hpp"

namespace tenstone::flags {
namespace {

std::string_view variant_at(const Split& split, int point) {
  for (const Range& range : split.ranges)
    if (point >= range.from && point < range.to) return range.variant;
  return split.rest;
}

Split split_of(const std::map<std::string, int>& shares) { return *with_shares({.rest = "off"}, shares); }

std::map<std::string, int> any_shares() {
  std::map<std::string, int> shares;
  int left = kEverybody;
  for (const char* variant : {"a", "b", "c", "d"}) {
    shares[variant] = *rc::gen::inRange(0, left + 1);
    left -= shares[variant];
  }
  return shares;
}

void expect_sound(const Split& split) {
  int end = 0;
  for (const Range& range : split.ranges) {
    RC_ASSERT(range.from >= end);
    RC_ASSERT(range.to > range.from);
    RC_ASSERT(range.to <= kEverybody);
    RC_ASSERT(range.variant != split.rest);
    end = range.to;
  }
}

RC_GTEST_PROP(Murmur3Property, GivesTheSameHashInPieces, (const std::string& first, const std::string& second)) {
  RC_ASSERT(Murmur3(7).add(first).add(second).finish() == murmur3_32(first + second, 7));
}

TEST(Point, IsTheScaledHashOfSaltAndUnit) {
  EXPECT_EQ(point_of("checkout", "mia"),
            static_cast<int>(static_cast<std::uint64_t>(murmur3_32(std::string_view("checkout\0mia", 12))) * 100'000 /
                             4'294'967'296));
  EXPECT_NE(point_of("checkout", "mia"), point_of("search", "mia"));
}

TEST(Split, GivesEachVariantAboutItsShare) {
  const Split split = split_of({{"a", 10'000}, {"b", 25'500}});
  std::map<std::string_view, int> count;
  for (int i = 0; i < 50'000; ++i) ++count[variant_at(split, point_of("salt", fmt::format("user-{}", i)))];
  EXPECT_NEAR(count["a"] / 50'000.0, 0.10, 0.01);
  EXPECT_NEAR(count["b"] / 50'000.0, 0.255, 0.01);
  EXPECT_NEAR(count["off"] / 50'000.0, 0.645, 0.01);
}

TEST(Split, NobodyAndEverybodyAreExact) {
  EXPECT_EQ(split_of({{"a", 0}}).ranges, std::vector<Range>{});
  EXPECT_EQ(split_of({{"a", kEverybody}}).ranges, (std::vector<Range>{{"a", 0, kEverybody}}));
}

TEST(Split, GrowsAfterItsOwnRangeFirstAndThenIntoTheLowestGap) {
  Split split = split_of({{"a", 10'000}, {"b", 10'000}});
  EXPECT_EQ(split.ranges, (std::vector<Range>{{"a", 0, 10'000}, {"b", 10'000, 20'000}}));
  split = *with_shares(split, {{"a", 15'000}, {"b", 10'000}});
  EXPECT_EQ(split.ranges, (std::vector<Range>{{"a", 0, 10'000}, {"b", 10'000, 20'000}, {"a", 20'000, 25'000}}));
  split = *with_shares(split, {{"a", 15'000}, {"b", 4'000}});
  split = *with_shares(split, {{"a", 15'000}, {"b", 5'000}});
  EXPECT_EQ(split.ranges, (std::vector<Range>{{"a", 0, 10'000}, {"b", 10'000, 15'000}, {"a", 20'000, 25'000}}));
  split = *with_shares(split, {{"a", 22'000}, {"b", 5'000}});
  EXPECT_EQ(split.ranges, (std::vector<Range>{{"a", 0, 10'000}, {"b", 10'000, 15'000}, {"a", 20'000, 32'000}}));
}

TEST(Split, RefusesSharesThatDoNotFit) {
  for (const std::map<std::string, int>& bad : {std::map<std::string, int>{{"a", -1}},
                                                {{"a", 100'001}},
                                                {{"a", 60'000}, {"b", 40'001}},
                                                {{"a", 2'000'000'000}, {"b", 2'000'000'000}},
                                                {{"off", 5}},
                                                {{"", 5}}}) {
    const auto split = with_shares({.rest = "off"}, bad);
    ASSERT_FALSE(split);
    EXPECT_EQ(split.error().code, "weights_invalid");
  }
}

RC_GTEST_PROP(SplitProperty, GrowingOneVariantMovesUnitsFromTheRestToItOnly, ()) {
  std::map<std::string, int> shares = any_shares();
  const Split before = split_of(shares);
  const int rest = kEverybody - std::accumulate(shares.begin(), shares.end(), 0,
                                                [](int sum, const auto& one) { return sum + one.second; });
  const std::string grown = *rc::gen::element<std::string>("a", "b", "c", "d");
  shares[grown] += *rc::gen::inRange(0, rest + 1);
  const Split after = *with_shares(before, shares);
  expect_sound(after);
  static const std::vector<std::string> units = [] {
    std::vector<std::string> made;
    for (int i = 0; i < 10'000; ++i) made.push_back(fmt::format("user-{}", i));
    return made;
  }();
  const std::string salt = *rc::gen::arbitrary<std::string>();
  for (const std::string& unit : units) {
    const int point = point_of(salt, unit);
    const std::string_view was = variant_at(before, point), is = variant_at(after, point);
    if (was == is) continue;
    RC_ASSERT(was == "off");
    RC_ASSERT(is == grown);
  }
}

int points_that_differ(const Split& left, const Split& right) {
  std::set<int> borders{0, kEverybody};
  for (const Split* split : {&left, &right})
    for (const Range& range : split->ranges) borders.insert({range.from, range.to});
  int differ = 0;
  for (auto border = borders.begin(); std::next(border) != borders.end(); ++border)
    if (variant_at(left, *border) != variant_at(right, *border)) differ += *std::next(border) - *border;
  return differ;
}

RC_GTEST_PROP(SplitProperty, AnyChangeMovesOnlyAsManyPointsAsItMust, ()) {
  const auto rest_of = [](const Split& split) {
    int rest = kEverybody;
    for (const Range& range : split.ranges) rest -= range.to - range.from;
    return rest;
  };
  Split split = split_of(any_shares());
  for (int change = 0; change < 10; ++change) {
    const std::map<std::string, int> shares = any_shares();
    const Split next = *with_shares(split, shares);
    expect_sound(next);
    int lost = std::max(0, rest_of(split) - rest_of(next));
    for (const auto& [variant, share] : shares) {
      RC_ASSERT(share_of(next, variant) == share);
      lost += std::max(0, share_of(split, variant) - share);
    }
    RC_ASSERT(points_that_differ(split, next) == lost);
    split = next;
  }
}

}  // namespace
}  // namespace tenstone::flags
