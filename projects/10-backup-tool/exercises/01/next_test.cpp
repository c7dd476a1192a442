#include "next.hpp"

#include <limits>

#include "exercise.hpp"
#include "solution/next.hpp"

namespace {

struct Stub {
  static constexpr auto next = stub::next;
};
struct Solution {
  static constexpr auto next = solution::next;
};

template <class Answer>
struct Exercise01 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

TYPED_TEST(Exercise01, CountsUpToTheMost) {
  EXPECT_EQ(TypeParam::next(0), 1U);
  EXPECT_EQ(TypeParam::next(exercise::kMost - 1), exercise::kMost);
}

TYPED_TEST(Exercise01, StaysThere) {
  EXPECT_EQ(TypeParam::next(exercise::kMost), exercise::kMost);
  EXPECT_EQ(TypeParam::next(std::numeric_limits<std::uint32_t>::max()), exercise::kMost);
}

}  // namespace
