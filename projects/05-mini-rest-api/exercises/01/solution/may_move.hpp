// One line more: the state says where an order may go, and the time says until when.
#pragma once
#include "../order.hpp"

namespace solution {

inline bool may_move(const exercise::Order& order, exercise::State to, exercise::Time now) {
  using enum exercise::State;
  switch (order.state) {
    case Placed: return to == Paid || to == Cancelled;
    case Paid: return to == Shipped || to == Cancelled;
    case Shipped: return to == Delivered;
    case Delivered: return to == Returned && now <= order.since + exercise::kReturnWithin;
    case Cancelled:
    case Returned: return false;
  }
  return false;
}

}  // namespace solution
