#include "health.hpp"

#include "tenstone/http/app.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::service {
namespace {

Task<http::Response> ready(Health& health, bool with_parts) {
  const Readiness::Parts checked = co_await health.readiness.ask();
  bool all = !health.draining.load();
  std::string parts;
  const auto add = [&](const std::string& name, std::string_view how) {
    parts += (parts.empty() ? "\"" : ",\"") + name + "\":\"";
    parts += how;
    parts += '"';
  };
  for (const Readiness::Part& part : *checked) {
    all = all && part.holds;
    add(part.name, part.holds ? "ok" : "away");
  }
  for (const std::string& task : health.tasks_down()) {
    all = false;
    add(task, "down");
  }
  std::string body = all ? R"({"ready":true)" : R"({"ready":false)";
  if (health.draining.load()) body += R"(,"draining":true)";
  if (with_parts) body += R"(,"parts":{)" + parts + '}';
  co_return http::json(body + '}', all ? 200 : 503);
}

}  // namespace

void add_health_routes(http::App& app, Health& health, metrics::Registry& metrics, Operators operators) {
  const auto ok = [](http::Request&) -> Task<http::Response> { co_return http::text("ok"); };
  app.get("/health", ok);
  app.get("/livez", ok);
  const auto who = std::make_shared<const Operators>(std::move(operators));
  app.get("/readyz", [&health, who](http::Request& request) {
    return ready(health, who->include(request.peer(), request.headers()));
  });
  app.get("/metrics", [&metrics, who](http::Request& request) -> Task<http::Response> {
    if (!who->include(request.peer(), request.headers())) throw Failure(kNotAnOperator);
    http::Response response = http::text(metrics.render());
    response.header("Content-Type", "text/plain; version=0.0.4");
    co_return response;
  });
}

}  // namespace tenstone::service
