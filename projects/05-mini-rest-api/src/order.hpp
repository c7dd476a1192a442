// Orders as they come in, as they are stored and as they go out.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "state.hpp"
#include "tenstone/core/decimal.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/validation/json.hpp"
#include "tenstone/validation/patch.hpp"
#include "tenstone/web/pages.hpp"

namespace orders {

struct Item {
  std::string sku;
  int quantity = 0;
  Decimal price;  // of one
};
constexpr auto schema(validation::For<Item>) {
  using validation::field;
  return validation::object<Item>(
      field("sku", &Item::sku).trim().length(1, 40), field("quantity", &Item::quantity).range(1, 1000),
      field("price", &Item::price).range(Decimal(0, 2), Decimal(9'999'999, 2)).fraction_digits(2));
}

// [snippet:new_order]
struct NewOrder {
  std::string customer;
  std::vector<Item> items;
  std::optional<std::string> note;
};
constexpr auto schema(validation::For<NewOrder>) {
  using validation::field;
  return validation::object<NewOrder>(field("customer", &NewOrder::customer).trim().lower().email(),
                                      field("items", &NewOrder::items).items(1, 100),
                                      field("note", &NewOrder::note).trim().max_length(1000));
}
// [/snippet:new_order]

struct Order {  // a row of the table, column by column
  Uuid id;
  State state = State::Placed;
  std::string customer;
  validation::Json items;
  Decimal total;
  std::optional<std::string> note;
  Time created_at;
  std::int64_t version = 1;
};
constexpr auto schema(validation::For<Order>) {
  using validation::field;
  return validation::object<Order>(field("id", &Order::id), field("state", &Order::state),
                                   field("customer", &Order::customer), field("items", &Order::items),
                                   field("total", &Order::total), field("note", &Order::note),
                                   field("created_at", &Order::created_at), field("version", &Order::version));
}

struct Change {  // of an order that is still placed
  validation::Patch<std::string> customer, note;
};
constexpr auto schema(validation::For<Change>) {
  using validation::field;
  return validation::object<Change>(field("customer", &Change::customer).not_null().trim().lower().email(),
                                    field("note", &Change::note).trim().max_length(1000));
}

struct NewState {
  State state = State::Placed;
};
constexpr auto schema(validation::For<NewState>) {
  return validation::object<NewState>(validation::field("state", &NewState::state));
}

enum class Sort : std::uint8_t { Newest, Oldest, Largest };
constexpr auto schema(validation::For<Sort>) {
  return validation::enumeration<Sort>(
      {{"newest", Sort::Newest}, {"oldest", Sort::Oldest}, {"largest", Sort::Largest}});
}

struct ListOrders : web::Paging {
  std::optional<State> state;
  std::optional<std::string> customer;
  Sort sort = Sort::Newest;
};
constexpr auto schema(validation::For<ListOrders>) {
  using validation::field;
  return web::paged<ListOrders>(field("state", &ListOrders::state),
                                field("customer", &ListOrders::customer).trim().lower(),
                                field("sort", &ListOrders::sort).or_default());
}

// Where a page ends: the row's place in its sort, and its id.
struct Place {
  Time created_at;
  Decimal total;
  Uuid id;
};
constexpr auto schema(validation::For<Place>) {
  using validation::field;
  return validation::object<Place>(field("at", &Place::created_at), field("total", &Place::total),
                                   field("id", &Place::id));
}

}  // namespace orders
