// The REST API that everybody writes first. README.md shows three ways in which it breaks.
#include "tenstone/http/app.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/errors.hpp"

namespace naive {
using namespace tenstone;
struct Order {
  std::int64_t id = 0;
  std::string customer, note;
};
constexpr auto schema(validation::For<Order>) {
  using validation::field;
  return validation::object<Order>(field("id", &Order::id).or_default(), field("customer", &Order::customer),
                                   field("note", &Order::note).or_default());
}

constexpr postgres::Statement kTable{
    "create table if not exists orders (id bigint generated always as identity, customer text, note text)"};
constexpr postgres::Statement kPlace{"insert into orders (customer, note) values ($1, $2) returning *"};
constexpr postgres::Statement kFind{"select * from orders where id = $1"};
constexpr postgres::Statement kDelete{"delete from orders where id = $1 returning *"};
// [snippet:statements]
constexpr postgres::Statement kPage{"select * from orders order by id desc limit 2 offset $1"};
constexpr postgres::Statement kReplace{"update orders set customer = $2, note = $3 where id = $1 returning *"};
// [/snippet:statements]
const ErrorCode kNoSuchOrder{ErrorKind::NotFound, "no_such_order", "There is no such order"};

http::Response answer(const Result<postgres::Rows>& rows) {
  const auto order = rows->one<Order>();
  return order ? http::json(validation::to_json(*order)) : http::problem(kNoSuchOrder);
}
// [snippet:guard]
Task<http::Response> read_body(http::Request& request, http::Next next) {
  request.limit_body(16 * 1024 * 1024);
  if (const auto body = co_await request.body(); !body) co_return http::problem(body.error());
  co_return co_await next(request);
}
Task<http::Response> guard(http::Request& request, http::Next next) {
  if (request.header("Authorization") != "Bearer secret") co_return http::problem(web::kUnauthenticated);
  co_return co_await next(request);
}
// [/snippet:guard]

Task<http::Response> write(postgres::Database& database, http::Request& request, postgres::Statement statement,
                           auto... id) {
  const auto order = validation::parse_json<Order>(*co_await request.body());
  if (!order) co_return http::problem(order.error());
  co_return answer(co_await database.write(statement, id..., order->customer, order->note));
}

int serve(service::Service& service) {
  postgres::Database& database = service.database();
  service.run([&]() -> Task<> { static_cast<void>(co_await database.write(kTable)); });
  http::App app;
  app.use("read_body", read_body).use("guard", guard);
  app.get("/orders", [&](http::Request& request) -> Task<http::Response> {
    const auto rows = co_await database.read(kPage, request.query("offset").value_or("0"));
    co_return http::json(validation::to_json(rows.as<Order>()));
  });
  app.post("/orders", [&](http::Request& request) { return write(database, request, kPlace); });
  app.get("/orders/{id}", [&](http::Request& request) -> Task<http::Response> {
    co_return answer(co_await database.read(kFind, request.path_parameter("id")));
  });
  app.put("/orders/{id}",
          [&](http::Request& request) { return write(database, request, kReplace, request.path_parameter("id")); });
  app.del("/orders/{id}", [&](http::Request& request) -> Task<http::Response> {
    co_return answer(co_await database.write(kDelete, request.path_parameter("id")));
  });
  return service.serve(app, service::Service::Role::Api);
}

}  // namespace naive

int main(int argc, char** argv) {
  tenstone::service::Service service("naive-orders", {.postgres = true});
  return tenstone::service::run(service, argc, argv, [&] { return naive::serve(service); });
}
