#include <fmt/core.h>

#include "tenstone/http/app.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/rate_limit/headers.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;
using namespace std::chrono_literals;

namespace {

// One policy for each client and route.
http::Middleware limit(rate_limit::Limiter& limiter, const rate_limit::Policy& policy) {
  return [&](http::Request& request, http::Next next) -> Task<http::Response> {
    const std::vector<rate_limit::Charge> charges{{&policy}};
    const auto verdict = co_await limiter.take(fmt::format("{}:{}", request.peer(), request.path()), charges);
    if (!verdict) co_return http::problem(verdict.error());
    Error denied(rate_limit::kRateLimited);
    denied.retry_after = rate_limit::retry_after_seconds(*verdict);
    http::Response response = verdict->allowed() ? co_await next(request) : http::problem(denied);
    for (const auto& [name, value] : rate_limit::headers(charges, *verdict)) response.header(name, value);
    co_return response;
  };
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("request-throttler", {.redis = true});
  return service::run(service, argc, argv, [&] {
    const rate_limit::Policy policy{
        .name = "default", .algorithm = rate_limit::Algorithm::Fixed, .limit = 10, .window = 60s};
    rate_limit::Limiter limiter(service.redis(), service.clock(), [&] { return service.moved_time(); }, service.log(),
                                service.metrics());
    http::App app;
    app.use(http::request_id(service.ids()));
    app.use(http::access_log(service.log()));
    app.use(http::problem_errors(service.log()));
    app.use("limit", limit(limiter, policy));
    app.get("/ping", [](http::Request&) -> Task<http::Response> { co_return http::json(R"({"pong":true})"); });
    return service.serve(app, service::Service::Role::Api);
  });
}
