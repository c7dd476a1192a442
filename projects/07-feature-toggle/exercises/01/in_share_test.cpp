#include "in_share.hpp"

#include "exercise.hpp"
#include "solution/in_share.hpp"

namespace {

struct Stub {
  static constexpr auto point = stub::point;
  static constexpr auto in_share = stub::in_share;
};
struct Solution {
  static constexpr auto point = solution::point;
  static constexpr auto in_share = solution::in_share;
};

template <class Answer>
struct Exercise01 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

std::string user(int i) { return "user-" + std::to_string(i); }

TYPED_TEST(Exercise01, ZeroPercentIsNobodyAndAHundredIsEverybody) {
  for (int i = 0; i < 20'000; ++i) {
    EXPECT_FALSE(TypeParam::in_share("checkout", user(i), 0)) << user(i);
    EXPECT_TRUE(TypeParam::in_share("checkout", user(i), exercise::kEverybody)) << user(i);
  }
}

TYPED_TEST(Exercise01, AShareIsExactToItsLastPoint) {
  for (int i = 0; i < 200; ++i) {
    const int point = TypeParam::point("checkout", user(i));
    EXPECT_FALSE(TypeParam::in_share("checkout", user(i), point)) << point;
    EXPECT_TRUE(TypeParam::in_share("checkout", user(i), point + 1)) << point;
  }
}

TYPED_TEST(Exercise01, PointsAreFinerThanAPercent) {
  int inside = 0;
  for (int i = 0; i < 100'000; ++i) inside += TypeParam::in_share("checkout", user(i), 100) ? 1 : 0;  // 0.1 %
  EXPECT_NEAR(inside, 100, 40);
}

TYPED_TEST(Exercise01, PointsAreThoseOfOtherPrograms) {
  EXPECT_EQ(TypeParam::point("checkout", "mia"), 71'176);
  EXPECT_EQ(TypeParam::point("checkout", "noah"), 77'032);
  EXPECT_EQ(TypeParam::point("", ""), 31'759);
  EXPECT_EQ(TypeParam::point("checkout", std::string_view("a\0b", 3)), 23'986);
}

TYPED_TEST(Exercise01, SaltAndUnitDoNotRunIntoEachOther) {
  EXPECT_NE(TypeParam::point("shop", "1mia"), TypeParam::point("shop1", "mia"));
  EXPECT_NE(TypeParam::point("shop.a", "mia"), TypeParam::point("shop", "a.mia"));
}

TYPED_TEST(Exercise01, TwoRolloutsDivideDifferently) {
  int both = 0;
  for (int i = 0; i < 10'000; ++i)
    both += TypeParam::in_share("checkout", user(i), 50'000) && TypeParam::in_share("banner", user(i), 50'000) ? 1 : 0;
  EXPECT_NEAR(both, 2'500, 200);
}

}  // namespace
