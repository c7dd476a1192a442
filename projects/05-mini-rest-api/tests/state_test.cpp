#include "state.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace orders {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum State;

constexpr std::array kAll = {Placed, Paid, Shipped, Delivered, Cancelled};

TEST(State, GoesOneWay) {
  EXPECT_THAT(states_after(Placed), ElementsAre(Paid, Cancelled));
  EXPECT_THAT(states_after(Paid), ElementsAre(Shipped, Cancelled));
  EXPECT_THAT(states_after(Shipped), ElementsAre(Delivered));
  EXPECT_THAT(states_after(Delivered), IsEmpty());
  EXPECT_THAT(states_after(Cancelled), IsEmpty());
}

TEST(State, NeverComesBack) {
  for (const State start : kAll) {
    std::vector<State> reached, next = states_after(start);
    for (int step = 0; step < 5 && !next.empty(); ++step) {
      reached.insert(reached.end(), next.begin(), next.end());
      std::vector<State> further;
      for (const State each : next) std::ranges::copy(states_after(each), std::back_inserter(further));
      next = further;
    }
    EXPECT_TRUE(next.empty());
    EXPECT_EQ(std::ranges::count(reached, start), 0);
  }
}

TEST(State, KnowsTheSameWaysFromBothEnds) {
  for (const State from : kAll)
    for (const State to : kAll) {
      const auto before = states_before(to), after = states_after(from);
      EXPECT_EQ(std::ranges::count(before, from) == 1, may_move(from, to));
      EXPECT_EQ(std::ranges::count(after, to) == 1, may_move(from, to));
    }
}

}  // namespace
}  // namespace orders
