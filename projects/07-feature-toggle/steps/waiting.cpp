// The cache in Redis, one for all processes (what fills it from PostgreSQL is left out). A start loads all flags first,
// since nobody may see the shop without them; and it tries until it has them. README.md starts it on a day when neither
// server answers.
#include <chrono>
#include <optional>

#include "tenstone/http/app.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

Task<std::string> load(redis::Redis& redis) {
  for (;;) {
    const auto reply = co_await redis.command({"GET", "naive:new-checkout"});
    if (reply) co_return reply->is_nil() ? "off" : reply->text;
    co_await runtime::sleep_for(std::chrono::seconds(1));  // away: it may be back soon
  }
}

int serve(service::Service& service) {
  std::string checkout;
  service.run([&]() -> Task<> { checkout = co_await load(service.redis()); });  // before the first request
  http::App app;
  app.get("/shop", [&](http::Request&) -> Task<http::Response> {
    co_return http::text(checkout == "on" ? "the new checkout\n" : "the old checkout\n");
  });
  return service.serve(app, service::Service::Role::Api);
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("waiting-shop", {.redis = true});
  return service::run(service, argc, argv, [&] { return serve(service); });
}
