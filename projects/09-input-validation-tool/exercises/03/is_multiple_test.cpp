#include "is_multiple.hpp"

#include "exercise.hpp"
#include "solution/is_multiple.hpp"

namespace {

using exercise::Number;

struct Stub {
  static constexpr auto is_multiple = stub::is_multiple;
};
struct Solution {
  static constexpr auto is_multiple = solution::is_multiple;
};

template <class Answer>
struct Exercise03 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

constexpr Number kCent{1, -2};

TYPED_TEST(Exercise03, WholeCents) {
  EXPECT_TRUE(TypeParam::is_multiple({107'046'814, -2}, kCent));
  EXPECT_FALSE(TypeParam::is_multiple({107'046'814'5, -3}, kCent));
  EXPECT_TRUE(TypeParam::is_multiple({1, 0}, kCent));
  EXPECT_TRUE(TypeParam::is_multiple({-3, -1}, {1, -1}));
}

TYPED_TEST(Exercise03, ZeroIsAMultipleOfEverything) { EXPECT_TRUE(TypeParam::is_multiple({0, -500}, {7, 400})); }

TYPED_TEST(Exercise03, AboveWhatADoubleHolds) {
  EXPECT_FALSE(TypeParam::is_multiple({9'007'199'254'740'993, 0}, {2, 0}));
  EXPECT_TRUE(TypeParam::is_multiple({9'007'199'254'740'992, 0}, {2, 0}));
  EXPECT_FALSE(TypeParam::is_multiple({999'999'999'999'999'999, 0}, {999'999'999'999'999'998, 0}));
}

TYPED_TEST(Exercise03, ZerosAtTheEndAreNoDifference) {
  EXPECT_TRUE(TypeParam::is_multiple({12'500, -3}, {25, -1}));
  EXPECT_TRUE(TypeParam::is_multiple({1'000, 0}, {1, 3}));
  EXPECT_FALSE(TypeParam::is_multiple({1'500, 0}, {1, 3}));
}

TYPED_TEST(Exercise03, HugeAndTiny) {
  EXPECT_TRUE(TypeParam::is_multiple({3, 400}, {3, 0}));
  EXPECT_FALSE(TypeParam::is_multiple({1, 400}, {3, 0}));
  EXPECT_FALSE(TypeParam::is_multiple({1, -400}, {1, 0}));
  EXPECT_FALSE(TypeParam::is_multiple({1, 1'000'000}, {7, -1'000'000}));
  EXPECT_TRUE(TypeParam::is_multiple({1, 1'000'000}, {8, -1'000'000}));
}

TYPED_TEST(Exercise03, ProductsThatNo64BitsHold) {
  EXPECT_TRUE(TypeParam::is_multiple({1, 40}, {298'023'223'876'953'125, 0}));  // 5^25
  EXPECT_FALSE(TypeParam::is_multiple({1, 0}, {70'368'744'177'664, 18}));      // 2^46 and 18 zeros
}

}  // namespace
