// Quick, and wrong: the event is acknowledged, and then stored. What dies in between takes the event with it, and the
// provider never sends it again.
#include <fmt/format.h>

#include "tenstone/http/app.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

constexpr postgres::Statement kTable{"create table if not exists stored (body text)"};
constexpr postgres::Statement kStore{"insert into stored values ($1)"};
constexpr postgres::Statement kCount{"select count(*) from stored"};

// [snippet:too_early]
Task<> store(postgres::Database& database, std::string body) {
  co_await runtime::sleep_for(std::chrono::seconds(1));  // a queue in memory, which others stand in, too
  static_cast<void>(co_await database.write(kStore, body));
}

Task<http::Response> receive(http::Request& request, postgres::Database& database) {
  std::string body(*co_await request.body());
  runtime::Loop::current().spawn(store(database, std::move(body)));
  co_return http::text("accepted\n", 202);  // before the commit
}
// [/snippet:too_early]

int serve(service::Service& service) {
  postgres::Database& database = service.database();
  service.run([&]() -> Task<> { static_cast<void>(co_await database.write(kTable)); });
  http::App app;
  app.post("/hooks/shop", [&](http::Request& request) { return receive(request, database); });
  app.get("/stored", [&](http::Request&) -> Task<http::Response> {
    const auto rows = co_await database.read(kCount);
    co_return http::text(fmt::format("{} events\n", *rows.one<std::int64_t>()));
  });
  return service.serve(app, service::Service::Role::Api);
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("too-early", {.postgres = true, .redis = true});
  return service::run(service, argc, argv, [&] { return serve(service); });
}
