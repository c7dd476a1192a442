// The HTTP face of orders: routes, guards, and what each handler takes and answers.
#pragma once
#include "orders.hpp"
#include "tenstone/idempotency/runner.hpp"
#include "tenstone/web/conditions.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/web.hpp"

namespace orders {

// [snippet:controller]
class OrdersController final : public web::Controller {
 public:
  OrdersController(Orders& orders, idempotency::Runner& once, web::Cursors cursors);

  using Placed = web::Versioned<web::Created<Order>>;
  Task<Result<web::Page<Order>>> list(web::Query<ListOrders> query);
  Task<Result<idempotency::Once<Placed>>> place(web::Body<NewOrder> order, web::Principal who, idempotency::Key key);
  Task<Result<web::Versioned<Order>>> find(web::Path<"id", Uuid> id);
  Task<Result<web::Versioned<Order>>> change(web::Path<"id", Uuid> id, web::Body<Change> change, web::IfMatch match);
  Task<Result<web::Versioned<Order>>> move(web::Path<"id", Uuid> id, web::Body<NewState> to);
  Task<Result<void>> remove(web::Path<"id", Uuid> id);

 private:
  Orders& orders_;
  idempotency::Runner& once_;
  web::Cursors cursors_;
};
// [/snippet:controller]

}  // namespace orders
