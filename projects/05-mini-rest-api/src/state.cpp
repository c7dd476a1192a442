#include "state.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace orders {
namespace {

constexpr std::array kStates = {State::Placed, State::Paid, State::Shipped, State::Delivered, State::Cancelled};

}  // namespace

std::vector<State> states_before(State to) {
  std::vector<State> all;
  std::ranges::copy_if(kStates, std::back_inserter(all), [to](State from) { return may_move(from, to); });
  return all;
}

std::vector<State> states_after(State from) {
  std::vector<State> all;
  std::ranges::copy_if(kStates, std::back_inserter(all), [from](State to) { return may_move(from, to); });
  return all;
}

}  // namespace orders
