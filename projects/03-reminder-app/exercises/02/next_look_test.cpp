#include "next_look.hpp"

#include "exercise.hpp"
#include "solution/next_look.hpp"

namespace {

using namespace std::chrono_literals;
using exercise::Time;

struct Stub {
  static constexpr auto next_look = stub::next_look;
  static constexpr auto hint = stub::hint;
};
struct Solution {
  static constexpr auto next_look = solution::next_look;
  static constexpr auto hint = solution::hint;
};

template <class Answer>
struct Exercise02 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);

TYPED_TEST(Exercise02, AFullBatchIsFollowedByTheNext) {
  EXPECT_EQ(TypeParam::next_look({.asked = 500, .claimed = 500, .next_due_in = 300ms}), 0ms);
  EXPECT_EQ(TypeParam::next_look({.asked = 1, .claimed = 1, .next_due_in = {}}), 0ms);
  EXPECT_EQ(TypeParam::next_look({.asked = 500, .claimed = 499, .next_due_in = 300ms}), 300ms);
}

TYPED_TEST(Exercise02, ItSleepsUntilTheNextIsDueAndNoShorter) {
  EXPECT_EQ(TypeParam::next_look({.asked = 500, .claimed = 0, .next_due_in = 40'001us}), 41ms);
  EXPECT_EQ(TypeParam::next_look({.asked = 500, .claimed = 0, .next_due_in = 40'000us}), 40ms);
  EXPECT_EQ(TypeParam::next_look({.asked = 500, .claimed = 0, .next_due_in = -3s}), 0ms);
}

TYPED_TEST(Exercise02, NoHintIsNeeded) {
  EXPECT_EQ(TypeParam::next_look({.asked = 500, .claimed = 0, .next_due_in = 20min}), 1s);
  EXPECT_EQ(TypeParam::next_look({.asked = 500, .claimed = 3, .next_due_in = {}}), 1s);
}

TYPED_TEST(Exercise02, WithoutPostgreSqlNothingIsKnown) {
  EXPECT_EQ(TypeParam::next_look({.answered = false, .asked = 500, .claimed = 500, .next_due_in = 20min}), 200ms);
  EXPECT_EQ(TypeParam::next_look({.answered = false, .asked = 500, .claimed = 0, .next_due_in = 5ms}), 200ms);
}

TYPED_TEST(Exercise02, RedisIsToldTheFirstMillisecondAtWhichItIsDue) {
  const Time now(1'798'000'000s);
  EXPECT_EQ(TypeParam::hint(now + 5s, now), 1'798'000'005'000);
  EXPECT_EQ(TypeParam::hint(now + 5s + 1us, now), 1'798'000'005'001);
  EXPECT_EQ(TypeParam::hint(now - 2s, now), 1'797'999'998'000);
}

TYPED_TEST(Exercise02, RedisIsNotToldOfWhatIsFarAway) {
  const Time now(1'798'000'000s);
  EXPECT_EQ(TypeParam::hint(now + 1h, now), 1'798'003'600'000);
  EXPECT_EQ(TypeParam::hint(now + 1h + 1us, now), std::nullopt);
  EXPECT_EQ(TypeParam::hint(now + 24h * 365, now), std::nullopt);
}

}  // namespace
