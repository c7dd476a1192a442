// The webhook receiver that everybody writes first. README.md shows three ways in which it breaks.
#include <fmt/format.h>

#include "tenstone/http/app.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/webhooks/signature.hpp"

namespace naive {
using namespace tenstone;
struct Event {
  std::string id, type;
  std::int64_t amount = 0;
};
constexpr auto schema(validation::For<Event>) {
  using validation::field;
  return validation::object<Event>(field("id", &Event::id), field("type", &Event::type),
                                   field("amount", &Event::amount))
      .ignore_unknown();
}

constexpr postgres::Statement kSeenTable{"create table if not exists seen (id text)"};
constexpr postgres::Statement kPaidTable{"create table if not exists paid (id text, amount bigint)"};
constexpr postgres::Statement kFind{"select id from seen where id = $1"};
constexpr postgres::Statement kRemember{"insert into seen values ($1)"};
constexpr postgres::Statement kPay{"insert into paid values ($1, $2)"};
constexpr postgres::Statement kCount{"select count(*) from paid where id = $1"};

const std::vector kKeys = {
    *webhooks::SigningKey::make(webhooks::Scheme::GitHub, "only", Secret<std::string>("it is a secret"))};

// The work that an event starts. It takes a second.
Task<> pay(postgres::Database& database, const Event& event) {
  co_await runtime::sleep_for(std::chrono::seconds(1));
  static_cast<void>(co_await database.write(kPay, event.id, event.amount));
}

// [snippet:receive]
Task<http::Response> receive(http::Request& request, postgres::Database& database, const Clock& clock) {
  const auto event = validation::parse_json<Event>(*co_await request.body());
  if (!event) co_return http::problem(event.error());
  const std::string body = validation::to_json(*event);  // parsed, and written again
  const auto verified = webhooks::verify(webhooks::Scheme::GitHub, request.headers(), body, kKeys, clock.now());
  if (!verified) co_return http::problem(verified.error());

  const auto seen = co_await database.read(kFind, event->id);  // looked first, and stored later
  if (seen.size() > 0) co_return http::text("duplicate\n");
  co_await pay(database, *event);  // while the provider waits
  static_cast<void>(co_await database.write(kRemember, event->id));
  co_return http::text("accepted\n");
}
// [/snippet:receive]

int serve(service::Service& service) {
  postgres::Database& database = service.database();
  service.run([&]() -> Task<> {
    static_cast<void>(co_await database.write(kSeenTable));
    static_cast<void>(co_await database.write(kPaidTable));
  });
  http::App app;
  app.post("/hooks/{source}", [&](http::Request& request) { return receive(request, database, service.clock()); });
  app.get("/paid/{id}", [&](http::Request& request) -> Task<http::Response> {
    const auto rows = co_await database.read(kCount, request.path_parameter("id"));
    co_return http::text(fmt::format("paid {} times\n", *rows.one<std::int64_t>()));
  });
  return service.serve(app, service::Service::Role::Api);
}

}  // namespace naive

int main(int argc, char** argv) {
  tenstone::service::Service service("naive-receiver", {.postgres = true, .redis = true});
  return tenstone::service::run(service, argc, argv, [&] { return naive::serve(service); });
}
