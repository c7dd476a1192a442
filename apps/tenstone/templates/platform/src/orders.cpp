#include "orders.hpp"

#include <fmt/core.h>
#include <string>

#include "tenstone/platform/actions.hpp"
#include "tenstone/validation/validation.hpp"

namespace orders {
namespace {

struct Order {
  std::string item;
  int quantity = 1;
};
constexpr auto schema(validation::For<Order>) {
  return validation::object<Order>(validation::field("item", &Order::item).trim().length(1, 100),
                                   validation::field("quantity", &Order::quantity).or_default().range(1, 100));
}

}  // namespace

// The api has held the input to the schema in actions/place-order.yaml. The handler still reads it by its own: it also
// trims, and it gets jobs that were queued when the file said something else.
Task<jobs::Outcome> place_order(jobs::Run& run) {
  const auto order = validation::parse_json<Order>(run.payload());
  if (!order) co_return platform::discarded(order.error());
  run.log(fmt::format("Packed {} x {}", order->quantity, order->item));
  co_return jobs::Done{.result = validation::to_json(*order)};
}

}  // namespace orders
