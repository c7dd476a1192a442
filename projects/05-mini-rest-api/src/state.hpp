// The states of an order, and the ways from one to another. Pure.
#pragma once
#include <cstdint>
#include <vector>

#include "tenstone/validation/validation.hpp"

namespace orders {
using namespace tenstone;

enum class State : std::uint8_t { Placed, Paid, Shipped, Delivered, Cancelled };
constexpr auto schema(validation::For<State>) {
  using enum State;
  return validation::enumeration<State>(
      {{"placed", Placed}, {"paid", Paid}, {"shipped", Shipped}, {"delivered", Delivered}, {"cancelled", Cancelled}});
}

// [snippet:moves]
// placed → paid → shipped → delivered. What has not been shipped can be cancelled. Delivered and cancelled are ends.
constexpr bool may_move(State from, State to) {
  switch (from) {
    case State::Placed: return to == State::Paid || to == State::Cancelled;
    case State::Paid: return to == State::Shipped || to == State::Cancelled;
    case State::Shipped: return to == State::Delivered;
    case State::Delivered:
    case State::Cancelled: return false;
  }
  return false;
}
// [/snippet:moves]

std::vector<State> states_before(State to);  // those from which an order may move to `to`
std::vector<State> states_after(State from);

}  // namespace orders
