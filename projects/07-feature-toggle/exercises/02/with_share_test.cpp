#include "with_share.hpp"

#include "exercise.hpp"
#include "solution/with_share.hpp"

namespace {

using exercise::kEverybody;
using Ranges = std::vector<exercise::Range>;

struct Stub {
  static constexpr auto with_share = stub::with_share;
};
struct Solution {
  static constexpr auto with_share = solution::with_share;
};

template <class Answer>
struct Exercise02 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);

// The variant of each point; "": the rest.
std::vector<std::string> points(const Ranges& ranges) {
  std::vector<std::string> all(kEverybody);
  for (const auto& [variant, from, to] : ranges)
    for (int i = from; i < to; ++i) all.at(static_cast<std::size_t>(i)) = variant;
  return all;
}

void expect_right(const Ranges& ranges) {
  int end = 0;
  for (const auto& [variant, from, to] : ranges) {
    EXPECT_GE(from, end) << variant;
    EXPECT_LT(from, to) << variant;
    EXPECT_LE(to, kEverybody) << variant;
    end = to;
  }
}

// Changes the share, and counts who was moved that should not have been.
template <class Answer>
void expect_gentle(const Ranges& before, const std::string& variant, int share) {
  SCOPED_TRACE(variant + " " + std::to_string(share));
  const auto after = Answer::with_share(before, variant, share);
  ASSERT_TRUE(after);
  expect_right(*after);
  EXPECT_EQ(exercise::share_of(*after, variant), share);
  const bool grows = share >= exercise::share_of(before, variant);
  const auto was = points(before), is = points(*after);
  int others = 0, lost = 0, won = 0;
  for (std::size_t i = 0; i < was.size(); ++i) {
    if (was[i] == is[i]) continue;
    if (was[i] == variant && is[i].empty())
      ++lost;
    else if (was[i].empty() && is[i] == variant)
      ++won;
    else
      ++others;
  }
  EXPECT_EQ(others, 0) << "points that had nothing to do with it have moved";
  EXPECT_EQ(grows ? lost : won, 0);
}

const Ranges kTest = {{"new", 0, 10'000}, {"fast", 10'000, 30'000}};

TYPED_TEST(Exercise02, GrowingMovesNobodyElse) {
  expect_gentle<TypeParam>(kTest, "new", 15'000);
  expect_gentle<TypeParam>(kTest, "new", 80'000);
  expect_gentle<TypeParam>(kTest, "fast", 20'001);
}

TYPED_TEST(Exercise02, ShrinkingMovesNobodyElse) {
  expect_gentle<TypeParam>(kTest, "new", 2'500);
  expect_gentle<TypeParam>(kTest, "fast", 1);
}

TYPED_TEST(Exercise02, ZeroLeavesNoRange) {
  expect_gentle<TypeParam>(kTest, "new", 0);
  EXPECT_EQ(TypeParam::with_share(kTest, "new", 0), (Ranges{{"fast", 10'000, 30'000}}));
}

TYPED_TEST(Exercise02, AVariantCanBeOfManyRanges) {
  const Ranges split = {{"new", 100, 200}, {"fast", 200, 300}, {"new", 300, 400}, {"new", 90'000, 100'000}};
  expect_gentle<TypeParam>(split, "new", 10'300);
  expect_gentle<TypeParam>(split, "new", 10'001);
  expect_gentle<TypeParam>(split, "new", 50);
  expect_gentle<TypeParam>(split, "fast", 89'800);
}

TYPED_TEST(Exercise02, ANewVariantIsTakenOfTheRest) {
  expect_gentle<TypeParam>(kTest, "third", 5'000);
  expect_gentle<TypeParam>({}, "first", kEverybody);
}

TYPED_TEST(Exercise02, NobodyTakesWhatIsNotThere) {
  EXPECT_EQ(TypeParam::with_share(kTest, "new", 80'001), std::nullopt);
  EXPECT_EQ(TypeParam::with_share({{"new", 0, kEverybody}}, "fast", 1), std::nullopt);
}

TYPED_TEST(Exercise02, AndBackAgainIsWhereItBegan) {
  auto ranges = TypeParam::with_share(kTest, "new", 40'000);
  ASSERT_TRUE(ranges);
  expect_gentle<TypeParam>(*ranges, "new", 10'000);
  expect_gentle<TypeParam>(*ranges, "fast", 25'000);
}

}  // namespace
