#include "next_step.hpp"

#include "exercise.hpp"
#include "solution/next_step.hpp"

namespace {

using exercise::Identity;
using exercise::Mine;
using enum exercise::Source;
using enum exercise::Step;

struct Stub {
  static constexpr auto next_step = stub::next_step;
};
struct Solution {
  static constexpr auto next_step = solution::next_step;
};

template <class Answer>
struct Exercise03 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

constexpr Identity kOld{1, 5, 55}, kNew{1, 6, 66}, kForeign{2, 9, 99};
constexpr auto kAway = std::nullopt;

TYPED_TEST(Exercise03, AChangeIsTakenFromRedisIfItIsThere) {
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kOld}, kNew, kNew), TakeFromRedis);
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kOld}, kNew, kOld), ReadPostgreSql);
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kOld}, kNew, kAway), ReadPostgreSql);
}

TYPED_TEST(Exercise03, NothingNewIsNothingToDo) {
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kNew}, kNew, kNew), Keep);
  EXPECT_EQ(TypeParam::next_step({File, kNew}, kNew, kOld), Keep);
  EXPECT_EQ(TypeParam::next_step({Redis, kNew}, kNew, kAway), Keep);
  EXPECT_EQ(TypeParam::next_step({Redis, kNew}, kAway, kAway), Keep);
}

TYPED_TEST(Exercise03, ARestoredDatabaseWins) {
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kNew}, kOld, kNew), ReadPostgreSql);
  EXPECT_EQ(TypeParam::next_step({Redis, kNew}, kOld, kOld), TakeFromRedis);
  EXPECT_EQ(TypeParam::next_step({File, kNew}, kOld, kAway), ReadPostgreSql);
}

TYPED_TEST(Exercise03, OneVersionCanBeTwoStates) {
  constexpr Identity other{1, 6, 67};
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kNew}, other, kNew), ReadPostgreSql);
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kNew}, other, other), TakeFromRedis);
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kNew}, kAway, other), Keep);
}

TYPED_TEST(Exercise03, WhilePostgreSqlIsAwayRedisGoesOnlyForward) {
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kOld}, kAway, kNew), TakeFromRedis);
  EXPECT_EQ(TypeParam::next_step({File, kOld}, kAway, kNew), TakeFromRedis);
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kNew}, kAway, kOld), Keep);
  EXPECT_EQ(TypeParam::next_step({File, kNew}, kAway, kNew), Keep);
}

TYPED_TEST(Exercise03, AnotherInstallationIsNeverTaken) {
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kOld}, kAway, kForeign), Keep);
  EXPECT_EQ(TypeParam::next_step({File, kOld}, kAway, kForeign), Keep);
  EXPECT_EQ(TypeParam::next_step({Redis, kOld}, kAway, kForeign), Keep);
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kOld}, kNew, kForeign), ReadPostgreSql);
  EXPECT_EQ(TypeParam::next_step({PostgreSql, kNew}, kNew, kForeign), Keep);
}

TYPED_TEST(Exercise03, ButByOneThatKnowsNone) {
  EXPECT_EQ(TypeParam::next_step({Defaults, {}}, kAway, kForeign), TakeFromRedis);
  EXPECT_EQ(TypeParam::next_step({Defaults, {}}, kOld, kForeign), ReadPostgreSql);
  EXPECT_EQ(TypeParam::next_step({Defaults, {}}, kAway, kAway), Keep);
  EXPECT_EQ(TypeParam::next_step({Defaults, {}}, Identity{}, kAway),
            ReadPostgreSql);  // a database without a change yet
}

}  // namespace
