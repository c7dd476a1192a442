// The row "page": a page of the orders of orders.sql, behind a signed cursor.
//   bench_page [serve]
//   bench_page migrate   makes the tables of the toolkit
// POOLED=1: each page is read on a connection of the pool, as the peers do it, not on the loop's pipelined one.
#include <cstdlib>

#include "tenstone/http/app.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/web/web.hpp"

using namespace tenstone;

namespace shop {

using validation::field, validation::object;

enum class OrderState { Open, Paid, Shipped, Cancelled };
constexpr auto schema(validation::For<OrderState>) {
  return validation::enumeration<OrderState>({{"open", OrderState::Open},
                                              {"paid", OrderState::Paid},
                                              {"shipped", OrderState::Shipped},
                                              {"cancelled", OrderState::Cancelled}});
}
struct Order {
  Uuid id;
  OrderState state = OrderState::Open;
  std::string customer;
  Decimal total;
  std::optional<std::string> note;
  Time created_at;
};
constexpr auto schema(validation::For<Order>) {
  return object<Order>(field("id", &Order::id), field("state", &Order::state), field("customer", &Order::customer),
                       field("total", &Order::total), field("note", &Order::note),
                       field("created_at", &Order::created_at));
}
struct OrderKey {
  Time created_at;
  Uuid id;
};
constexpr auto schema(validation::For<OrderKey>) {
  return object<OrderKey>(field("created_at", &OrderKey::created_at), field("id", &OrderKey::id));
}
struct ListOrders : web::Paging {};
constexpr auto schema(validation::For<ListOrders>) { return web::paged<ListOrders>(); }

constexpr postgres::Statement kFirst{
    "orders.first", "SELECT id, state, customer, total, note, created_at FROM orders ORDER BY created_at, id LIMIT $1"};
constexpr postgres::Statement kNext{
    "orders.next",
    "SELECT id, state, customer, total, note, created_at FROM orders WHERE (created_at, id) > ($1, $2)"
    " ORDER BY created_at, id LIMIT $3"};

class OrdersController final : public web::Controller {
 public:
  OrdersController(postgres::Database& database, Secret<std::string> signing_key, bool pooled)
      : database_(database), cursors_(std::move(signing_key)), pooled_(pooled) {
    route("GET /orders", &OrdersController::list);
  }

  Task<Result<web::Page<Order>>> list(web::Query<ListOrders> query) {
    const auto after = cursors_.open<OrderKey>(*query);
    if (!after) co_return after.error();
    const std::int64_t most = query->limit + 1;
    postgres::Query page =
        *after ? postgres::Query(kNext, (*after)->created_at, (*after)->id, most) : postgres::Query(kFirst, most);
    const postgres::Rows rows = co_await read(std::move(page));
    co_return cursors_.page(*query, rows.as<Order>(),
                            [](const Order& order) { return OrderKey{order.created_at, order.id}; });
  }

 private:
  Task<postgres::Rows> read(postgres::Query query) {
    if (!pooled_) co_return co_await database_.read(std::move(query));
    postgres::Lease connection = co_await database_.connection();
    auto rows = co_await connection.execute(std::move(query));
    if (!rows) throw Failure(rows.error());
    co_return std::move(*rows);
  }

  postgres::Database& database_;
  web::Cursors cursors_;
  bool pooled_;
};

}  // namespace shop

int main(int argc, char** argv) {
  service::Service service("bench_page", {.postgres = true});
  return service::run(service, argc, argv, [&] {
    shop::OrdersController orders(service.database(), service.key("cursors"), std::getenv("POOLED") != nullptr);
    http::App app;
    service.standard(app);
    web::mount(app, orders);
    return service.serve(app, service::Service::Role::Api);
  });
}
