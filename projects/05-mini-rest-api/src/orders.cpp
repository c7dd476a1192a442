#include "orders.hpp"

#include <fmt/core.h>
#include <limits>

#include "tenstone/web/errors.hpp"

namespace orders {
namespace {

using postgres::Statement;

constexpr Statement kPlace{"orders.place",
                           "insert into orders (id, state, customer, items, total, note, created_at, version) "
                           "values ($1, 'placed', $2, $3, $4, $5, tenstone.now(), 1) "
                           "returning id, state, customer, items, total, note, created_at, version"};
constexpr Statement kFind{
    "orders.find", "select id, state, customer, items, total, note, created_at, version from orders where id = $1"};
// [snippet:change]
constexpr Statement kChange{"orders.change",
                            "update orders set customer = coalesce($2, customer), "
                            "note = case when $3 then note else $4 end, version = version + 1 "
                            "where id = $1 and state = 'placed' and ($5 or version = any($6)) "
                            "returning id, state, customer, items, total, note, created_at, version"};
// [/snippet:change]
constexpr Statement kMove{"orders.move",
                          "update orders set state = $2, version = version + 1 where id = $1 and state = any($3) "
                          "returning id, state, customer, items, total, note, created_at, version"};
constexpr Statement kRemove{"orders.remove", "delete from orders where id = $1 and state = 'cancelled'"};

// [snippet:list]
constexpr Statement kNewest{"orders.newest",
                            "select id, state, customer, items, total, note, created_at, version from orders "
                            "where (created_at, id) < ($1, $2) "
                            "and ($3::order_state is null or state = $3) and ($4::text is null or customer = $4) "
                            "order by created_at desc, id desc limit $5"};
// [/snippet:list]
constexpr Statement kOldest{"orders.oldest",
                            "select id, state, customer, items, total, note, created_at, version from orders "
                            "where (created_at, id) > ($1, $2) "
                            "and ($3::order_state is null or state = $3) and ($4::text is null or customer = $4) "
                            "order by created_at, id limit $5"};
constexpr Statement kLargest{"orders.largest",
                             "select id, state, customer, items, total, note, created_at, version from orders "
                             "where (total, id) < ($1, $2) "
                             "and ($3::order_state is null or state = $3) and ($4::text is null or customer = $4) "
                             "order by total desc, id desc limit $5"};

// Behind every row that there can be, so that the first page is read by the same statement.
Place before_the_first(Sort sort) {
  Place place{.created_at = Time::max(), .total = Decimal(Decimal::kMaxCoefficient), .id = {}};
  place.id.bytes.fill(std::numeric_limits<std::uint8_t>::max());
  if (sort == Sort::Oldest) place = {.created_at = Time::min(), .total = {}, .id = {}};
  return place;
}

Result<Decimal> total_of(const std::vector<Item>& items) {
  Result<Decimal> total = Decimal(0, 2);
  for (const Item& item : items) {
    const auto line = multiply(item.price, item.quantity);
    if (!line) return line.error();
    total = add(*total, *line);
    if (!total) break;
  }
  return total;
}

Error wrong_state(State now, std::string_view what) {
  std::string next;
  for (const State state : states_after(now))
    next += (next.empty() ? "" : ", ") + std::string(validation::kSchema<State>.name(state));
  return {kOrderState, fmt::format("The order is {}, so it cannot be {}; it can become: {}",
                                   validation::kSchema<State>.name(now), what, next.empty() ? "nothing else" : next)};
}

}  // namespace

Task<Result<Order>> Orders::place(NewOrder order, postgres::Transaction& transaction) {
  const auto total = total_of(order.items);
  if (!total) co_return total.error();
  const validation::Json items{validation::to_json(order.items)};
  const auto rows = co_await transaction.execute(kPlace, ids_.next(), order.customer, items, *total, order.note);
  if (!rows) co_return rows.error();
  co_return *rows->one<Order>();
}

Task<std::vector<Order>> Orders::list(ListOrders query, std::optional<Place> after) {
  const Place place = after.value_or(before_the_first(query.sort));
  const std::int64_t most = query.limit + 1;  // one more tells whether there is a next page
  if (query.sort == Sort::Largest) {
    const auto rows = co_await database_.read(kLargest, place.total, place.id, query.state, query.customer, most);
    co_return rows.as<Order>();
  }
  const Statement& statement = query.sort == Sort::Newest ? kNewest : kOldest;
  const auto rows = co_await database_.read(statement, place.created_at, place.id, query.state, query.customer, most);
  co_return rows.as<Order>();
}

Task<Result<Order>> Orders::find(Uuid id) {
  const auto rows = co_await database_.read(kFind, id);
  auto order = rows.one<Order>();
  if (!order) co_return kOrderNotFound;
  co_return std::move(*order);
}

Task<Result<Order>> Orders::change(Uuid id, Change change, web::IfMatch match) {
  std::optional<std::string> customer, note;
  change.customer.apply_to(customer);
  change.note.apply_to(note);
  const auto rows =
      co_await database_.write(kChange, id, customer, change.note.absent(), note, match.any, match.versions);
  if (!rows) co_return rows.error();
  if (auto changed = rows->one<Order>()) co_return std::move(*changed);
  const auto order = co_await find(id);
  if (!order) co_return order.error();
  if (!match.covers(order->version)) co_return web::kPreconditionFailed;
  co_return wrong_state(order->state, "changed");
}

// [snippet:move]
Task<Result<Order>> Orders::move(Uuid id, State to) {
  const auto rows = co_await database_.write(kMove, id, to, states_before(to));
  if (!rows) co_return rows.error();
  if (auto moved = rows->one<Order>()) co_return std::move(*moved);
  const auto order = co_await find(id);
  if (!order || order->state == to) co_return order;
  co_return wrong_state(order->state, validation::kSchema<State>.name(to));
}
// [/snippet:move]

Task<Result<void>> Orders::remove(Uuid id) {
  const auto rows = co_await database_.write(kRemove, id);
  if (!rows) co_return rows.error();
  if (rows->affected() > 0) co_return Result<void>();
  const auto order = co_await find(id);
  if (!order) co_return order.error();
  co_return wrong_state(order->state, "deleted");
}

}  // namespace orders
