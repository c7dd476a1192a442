#include "may_move.hpp"

#include <array>

#include "exercise.hpp"
#include "solution/may_move.hpp"

namespace {
using namespace std::chrono_literals;
using exercise::Order, exercise::Time;
using enum exercise::State;

struct Stub {
  static constexpr auto may_move = stub::may_move;
};
struct Solution {
  static constexpr auto may_move = solution::may_move;
};

template <class Answer>
struct Exercise01 : testing::Test {
  const Time noon{std::chrono::hours(12)};
  const Order delivered{.state = Delivered, .since = noon};
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

TYPED_TEST(Exercise01, ADeliveredOrderMayBeReturned) {
  EXPECT_TRUE(TypeParam::may_move(this->delivered, Returned, this->noon + 24h));
}

TYPED_TEST(Exercise01, UntilFourteenDaysHavePassed) {
  EXPECT_TRUE(TypeParam::may_move(this->delivered, Returned, this->noon + 14 * 24h));
  EXPECT_FALSE(TypeParam::may_move(this->delivered, Returned, this->noon + 14 * 24h + 1us));
}

TYPED_TEST(Exercise01, AnOrderThatHasNotArrivedIsNotReturned) {
  for (const auto state : {Placed, Paid, Shipped, Cancelled})
    EXPECT_FALSE(TypeParam::may_move({.state = state, .since = this->noon}, Returned, this->noon));
}

TYPED_TEST(Exercise01, AReturnedOrderStaysReturned) {
  for (const auto to : {Placed, Paid, Shipped, Delivered, Cancelled, Returned})
    EXPECT_FALSE(TypeParam::may_move({.state = Returned, .since = this->noon}, to, this->noon));
}

TYPED_TEST(Exercise01, TheOtherMovesAreAsBefore) {
  constexpr std::array kMoves = {std::pair(Placed, Paid), std::pair(Placed, Cancelled), std::pair(Paid, Shipped),
                                 std::pair(Paid, Cancelled), std::pair(Shipped, Delivered)};
  for (const auto& [from, to] : kMoves)
    EXPECT_TRUE(TypeParam::may_move({.state = from, .since = this->noon}, to, this->noon + 10'000h));
  EXPECT_FALSE(TypeParam::may_move({.state = Shipped, .since = this->noon}, Cancelled, this->noon));
  EXPECT_FALSE(TypeParam::may_move(this->delivered, Shipped, this->noon));
}

}  // namespace
