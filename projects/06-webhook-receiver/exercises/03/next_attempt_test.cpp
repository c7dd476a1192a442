#include "next_attempt.hpp"

#include "exercise.hpp"
#include "solution/next_attempt.hpp"

namespace {

using namespace std::chrono_literals;

struct Stub {
  static constexpr auto next_attempt = stub::next_attempt;
};
struct Solution {
  static constexpr auto next_attempt = solution::next_attempt;
};

template <class Answer>
struct Exercise03 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

TYPED_TEST(Exercise03, WhatWasDeliveredIsNotTriedAgain) {
  for (const int status : {200, 201, 202, 204, 299})
    EXPECT_EQ(TypeParam::next_attempt(1, {status}), std::nullopt) << status;
}

TYPED_TEST(Exercise03, AReceiverThatIsGoneIsLeftAlone) { EXPECT_EQ(TypeParam::next_attempt(1, {410}), std::nullopt); }

TYPED_TEST(Exercise03, AFailureFollowsTheSchedule) {
  EXPECT_EQ(TypeParam::next_attempt(1, {500}), 5s);
  EXPECT_EQ(TypeParam::next_attempt(2, {0}), 5min);
  EXPECT_EQ(TypeParam::next_attempt(3, {301}), 30min);
  EXPECT_EQ(TypeParam::next_attempt(9, {404}), 24h);
}

TYPED_TEST(Exercise03, TheTenthAttemptIsTheLast) {
  EXPECT_EQ(TypeParam::next_attempt(10, {500}), std::nullopt);
  EXPECT_EQ(TypeParam::next_attempt(10, {503, "60"}), std::nullopt);
}

TYPED_TEST(Exercise03, AReceiverCanAskForPatience) {
  EXPECT_EQ(TypeParam::next_attempt(1, {503, "60"}), 60s);
  EXPECT_EQ(TypeParam::next_attempt(1, {429, "60"}), 60s);
  EXPECT_EQ(TypeParam::next_attempt(2, {429, "60"}), 5min);
  EXPECT_EQ(TypeParam::next_attempt(1, {503, "0"}), 5s);
}

TYPED_TEST(Exercise03, ForADayAtMost) {
  EXPECT_EQ(TypeParam::next_attempt(1, {503, "86401"}), 24h);
  EXPECT_EQ(TypeParam::next_attempt(1, {503, "99999999999999999999999999"}), 24h);
  EXPECT_EQ(TypeParam::next_attempt(1, {503, "18446744073709551616"}), 24h);  // 2 to the 64th
}

TYPED_TEST(Exercise03, WhatIsNoNumberCountsAsNone) {
  for (const auto* text : {"soon", "-60", "+60", " 60", "60s", "1e3", "Wed, 21 Oct 2026 07:28:00 GMT"})
    EXPECT_EQ(TypeParam::next_attempt(1, {503, text}), 5s) << text;
}

TYPED_TEST(Exercise03, OtherAnswersHaveNoSayInIt) {
  EXPECT_EQ(TypeParam::next_attempt(1, {500, "60"}), 5s);
  EXPECT_EQ(TypeParam::next_attempt(1, {302, "60"}), 5s);
}

}  // namespace
