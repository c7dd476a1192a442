// What the rows ask of us: the whole chain, limits included, and a route for each way of limiting. GET /health comes
// with the service, and is exempt; /bare has no policy.
#include "tenstone/http/client_address.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/rate_limit/endpoints.hpp"
#include "tenstone/rate_limit/middleware.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

// Never reached, but for "one". "slow" is for looking at counters: those of GCRA go when they are full again.
constexpr std::string_view kLimits = R"({"policies": [
  {"name": "fixed", "algorithm": "fixed", "limit": 1000000000, "window_s": 3600, "key": ["ip", "route"],
   "match": {"routes": ["/fixed"]}},
  {"name": "gcra", "limit": 1000000000, "window_s": 3600, "match": {"routes": ["/gcra", "/three"]}},
  {"name": "minute", "limit": 60000000, "window_s": 60, "match": {"routes": ["/three"]}},
  {"name": "second", "limit": 1000000, "window_s": 1, "match": {"routes": ["/three"]}},
  {"name": "one", "limit": 1, "window_s": 3600, "match": {"routes": ["/denied"]}},
  {"name": "slow", "limit": 100, "window_s": 3600, "match": {"routes": ["/slow"]}}]})";

Task<http::Response> pong(http::Request&) { co_return http::json(R"({"pong":true})"); }

Task<Result<void>> let_through(http::Request&) { co_return Result<void>(); }

template <class T>
T value_of(Result<T> result) {
  if (!result) throw Failure(result.error());
  return std::move(*result);
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("bench", {.redis = true});
  return service::run(service, argc, argv, [&] {
    const rate_limit::PublishedRules rules(service.loops(), value_of(rate_limit::read_rules(kLimits)));
    rate_limit::Limiter limiter(service.redis(), service.clock(), {}, service.log(), service.metrics());
    rate_limit::LimitsController limits(limiter, rules, {}, {.checks = web::Guard{"everybody", let_through}});
    http::App app;
    app.use(http::request_id(service.ids()));
    app.use(http::client_address({.proxies = {*http::Cidr::parse("127.0.0.0/8")}}));  // the row about memory
    app.use(http::access_log(service.log()));
    app.use(rate_limit::middleware(limiter, rules));
    app.use(http::problem_errors(service.log()));
    for (const char* path : {"/bare", "/fixed", "/gcra", "/three", "/denied", "/slow"}) app.get(path, pong);
    web::mount(app, limits);
    return service.serve(app, service::Service::Role::Api);
  });
}
