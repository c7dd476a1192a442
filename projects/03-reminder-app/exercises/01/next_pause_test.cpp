#include "next_pause.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "exercise.hpp"
#include "solution/next_pause.hpp"

namespace {

using namespace std::chrono_literals;

struct Stub {
  static constexpr auto next_pause = stub::next_pause;
};
struct Solution {
  static constexpr auto next_pause = solution::next_pause;
};

template <class Answer>
struct Exercise01 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

TYPED_TEST(Exercise01, EachFailureDoublesThePause) {
  EXPECT_EQ(TypeParam::next_pause(1, 0), 1s);
  EXPECT_EQ(TypeParam::next_pause(2, 0), 2s);
  EXPECT_EQ(TypeParam::next_pause(3, 0), 4s);
  EXPECT_EQ(TypeParam::next_pause(11, 0), 1024s);
}

TYPED_TEST(Exercise01, HalfOfItIsRandom) {
  EXPECT_EQ(TypeParam::next_pause(1, 0.5), 1500ms);
  EXPECT_EQ(TypeParam::next_pause(3, 0.25), 5s);
  EXPECT_EQ(TypeParam::next_pause(3, 0.75), 7s);
}

TYPED_TEST(Exercise01, SixHoursAreTheMost) {
  EXPECT_EQ(TypeParam::next_pause(14, 0), 8192s);
  EXPECT_EQ(TypeParam::next_pause(15, 0), 3h);
  EXPECT_EQ(TypeParam::next_pause(19, 0.5), 4h + 30min);
}

TYPED_TEST(Exercise01, TheTwentiethAttemptIsTheLast) {
  EXPECT_NE(TypeParam::next_pause(19, 0), std::nullopt);
  for (const int failures : {20, 21, 1'000'000, std::numeric_limits<int>::max()})
    EXPECT_EQ(TypeParam::next_pause(failures, 0), std::nullopt) << failures;
}

TYPED_TEST(Exercise01, AThousandComeBackApart) {
  std::map<std::int64_t, int> each_tenth;  // of a second: how many are tried then
  for (int i = 0; i < 1000; ++i) {
    const auto pause = TypeParam::next_pause(5, i / 1000.0);
    ASSERT_TRUE(pause);
    ++each_tenth[pause->count() / 100];
  }
  for (const auto& [tenth, count] : each_tenth) EXPECT_LE(count, 10) << tenth;
}

}  // namespace
