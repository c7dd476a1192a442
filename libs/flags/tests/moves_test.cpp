#include "tenstone/flags/moves.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenstone::flags {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Split split_with(std::vector<Range> ranges, std::string rest = "old") {
  return {.ranges = std::move(ranges), .rest = std::move(rest)};
}

TEST(Moves, GrowingFromTheRestMovesOnlyWhoGetsIt) {
  EXPECT_THAT(moves(split_with({{"new", 0, 10'000}}), split_with({{"new", 0, 25'000}})),
              ElementsAre(Move{"old", "new", 10'000, 25'000}));
}

TEST(Moves, EqualSplitsMoveNobody) {
  EXPECT_THAT(moves(split_with({{"new", 5, 10}}), split_with({{"new", 5, 10}})), IsEmpty());
  EXPECT_THAT(moves(split_with({}), split_with({})), IsEmpty());
}

TEST(Moves, EverybodyIsOneMove) {
  EXPECT_THAT(moves(split_with({}), split_with({{"new", 0, kEverybody}})),
              ElementsAre(Move{"old", "new", 0, kEverybody}));
  EXPECT_THAT(moves(split_with({}), split_with({}, "new")), ElementsAre(Move{"old", "new", 0, kEverybody}));
  EXPECT_THAT(moves(split_with({}), split_with({{"new", 0, 50'000}, {"new", 50'000, kEverybody}})),
              ElementsAre(Move{"old", "new", 0, kEverybody}));
}

TEST(Moves, TellsApartBetweenWhichVariants) {
  EXPECT_THAT(
      moves(split_with({{"a", 0, 100}, {"b", 200, 300}}), split_with({{"b", 50, 250}, {"c", 99'999, kEverybody}})),
      ElementsAre(Move{"a", "old", 0, 50}, Move{"a", "b", 50, 100}, Move{"old", "b", 100, 200},
                  Move{"b", "old", 250, 300}, Move{"old", "c", 99'999, kEverybody}));
}

TEST(Moves, AreTheOnesThatWithSharesMade) {
  const Split before = split_with({{"a", 0, 30'000}, {"b", 30'000, 60'000}});
  const auto after = with_shares(before, {{"a", 10'000}, {"b", 50'000}});
  ASSERT_TRUE(after);
  int points = 0;
  for (const Move& move : moves(before, *after)) points += move.to - move.from;
  EXPECT_EQ(points, 20'000);  // a shrinks by what b grows: as few as possible
}

}  // namespace
}  // namespace tenstone::flags
