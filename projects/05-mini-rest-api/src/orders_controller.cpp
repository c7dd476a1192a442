#include "orders_controller.hpp"

namespace orders {
namespace {

web::Versioned<Order> versioned(Order order) {
  const std::int64_t version = order.version;
  return {std::move(order), version};
}

}  // namespace

OrdersController::OrdersController(Orders& orders, idempotency::Runner& once, web::Cursors cursors)
    : orders_(orders), once_(once), cursors_(std::move(cursors)) {
  // [snippet:routes]
  // [snippet:guards]
  const web::Guard reads = web::requires_scope("orders:read"), writes = web::requires_scope("orders:write");
  route("GET /orders", &OrdersController::list).guard(reads).summary("List orders, page by page");
  route("POST /orders", &OrdersController::place)
      .guard(writes)
      .body_limit(64 * 1024)
      .summary("Place an order, once")
      .answers(kDecimalOverflow);
  // [/snippet:guards]
  route("GET /orders/{id}", &OrdersController::find).guard(reads).summary("Read an order").answers(kOrderNotFound);
  route("PATCH /orders/{id}", &OrdersController::change)
      .guard(writes)
      .summary("Change an order that is still placed")
      .answers(kOrderNotFound, kOrderState, web::kPreconditionFailed);
  route("PUT /orders/{id}/state", &OrdersController::move)
      .guard(writes)
      .summary("Move an order to another state")
      .answers(kOrderNotFound, kOrderState);
  route("DELETE /orders/{id}", &OrdersController::remove)
      .guard(writes)
      .summary("Delete a cancelled order")
      .answers(kOrderNotFound, kOrderState);
  // [/snippet:routes]
}

// [snippet:page]
Task<Result<web::Page<Order>>> OrdersController::list(web::Query<ListOrders> query) {
  const auto after = cursors_.open<Place>(*query);
  if (!after) co_return after.error();
  auto rows = co_await orders_.list(*query, *after);
  co_return cursors_.page(*query, std::move(rows),
                          [](const Order& last) { return Place{last.created_at, last.total, last.id}; });
}
// [/snippet:page]

// [snippet:place]
Task<Result<idempotency::Once<OrdersController::Placed>>> OrdersController::place(web::Body<NewOrder> order,
                                                                                  web::Principal,
                                                                                  idempotency::Key key) {
  const auto effect = [this, &order](postgres::Transaction& transaction) -> Task<Result<Placed>> {
    auto placed = co_await orders_.place(std::move(*order), transaction);
    if (!placed) co_return placed.error();
    const std::int64_t version = placed->version;
    std::string location = "/orders/" + to_string(placed->id);
    co_return Placed{{std::move(*placed), std::move(location)}, version};
  };
  co_return co_await once_.run<Placed>(std::move(key), effect);
}
// [/snippet:place]

Task<Result<web::Versioned<Order>>> OrdersController::find(web::Path<"id", Uuid> id) {
  auto order = co_await orders_.find(*id);
  if (!order) co_return order.error();
  co_return versioned(std::move(*order));
}

Task<Result<web::Versioned<Order>>> OrdersController::change(web::Path<"id", Uuid> id, web::Body<Change> change,
                                                             web::IfMatch match) {
  auto order = co_await orders_.change(*id, std::move(*change), std::move(match));
  if (!order) co_return order.error();
  co_return versioned(std::move(*order));
}

Task<Result<web::Versioned<Order>>> OrdersController::move(web::Path<"id", Uuid> id, web::Body<NewState> to) {
  auto order = co_await orders_.move(*id, to->state);
  if (!order) co_return order.error();
  co_return versioned(std::move(*order));
}

Task<Result<void>> OrdersController::remove(web::Path<"id", Uuid> id) { return orders_.remove(*id); }

}  // namespace orders
