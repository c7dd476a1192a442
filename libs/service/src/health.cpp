#include "health.hpp"

#include "tenstone/http/app.hpp"
#include "tenstone/metrics/metrics.hpp"

namespace tenstone::service {
namespace {

Task<http::Response> ready(Health& health) {
  bool all = !health.draining.load();
  std::string body = R"({"ready":)", parts;
  for (const Health::Check& check : health.checks) {
    const bool holds = co_await check.holds();
    all = all && holds;
    parts += (parts.empty() ? "\"" : ",\"") + check.name + (holds ? R"(":"ok")" : R"(":"away")");
  }
  for (const std::string& task : health.tasks_down()) {
    all = false;
    parts += (parts.empty() ? "\"" : ",\"") + task + R"(":"down")";
  }
  body += all ? "true" : "false";
  if (health.draining.load()) body += R"(,"draining":true)";
  co_return http::json(body + R"(,"parts":{)" + parts + "}}", all ? 200 : 503);
}

}  // namespace

void add_health_routes(http::App& app, Health& health, metrics::Registry& metrics) {
  const auto ok = [](http::Request&) -> Task<http::Response> { co_return http::text("ok"); };
  app.get("/health", ok);
  app.get("/livez", ok);
  app.get("/readyz", [&health](http::Request&) { return ready(health); });
  app.get("/metrics", [&metrics](http::Request&) -> Task<http::Response> {
    http::Response response = http::text(metrics.render());
    response.header("Content-Type", "text/plain; version=0.0.4");
    co_return response;
  });
}

}  // namespace tenstone::service
