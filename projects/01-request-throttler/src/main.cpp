// Project 01: a request throttler. The order of the middleware is the order of its lines.
#include "policies.hpp"
#include "routes.hpp"
#include "tenstone/http/client_address.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/rate_limit/endpoints.hpp"
#include "tenstone/rate_limit/middleware.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

struct ThrottlerSettings {
  std::string policies;
  Secret<std::string> token;
};
constexpr auto schema(validation::For<ThrottlerSettings>) {
  using validation::field;
  return validation::object<ThrottlerSettings>(
      field("policies", &ThrottlerSettings::policies)
          .or_default()
          .about("a file with the limits, as JSON, which may change while it runs; empty: those it was built with"),
      field("token", &ThrottlerSettings::token)
          .or_default()
          .about("what the operator and other services show as Authorization: Bearer; empty: no such routes"));
}

rate_limit::Limiter limiter_of(service::Service& service) {
  return {service.redis(), service.clock(), [&service] { return service.moved_time(); }, service.log(),
          service.metrics()};
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("request-throttler", {.redis = true});
  const auto& settings = service.config().add<ThrottlerSettings>("throttler");
  return service::run(service, argc, argv, [&] {
    const throttler::Policies policies(service, settings.policies);
    rate_limit::Limiter limiter = limiter_of(service);
    limiter.start(service.loops()[0]);
    service.at_drain([&]() -> Task<> { co_return limiter.stop(); });

    // [snippet:order]
    http::App app;
    app.use(http::request_id(service.ids()));
    app.use(http::client_address(service.settings().http.proxies()));
    app.use(http::access_log(service.log()));
    app.use(rate_limit::middleware(limiter, policies.rules()));  // before the routes: try moving it
    app.use(http::problem_errors(service.log()));
    throttler::add_ping(app);
    throttler::add_page(app, policies.rules());
    throttler::add_operator(app, limiter, policies.rules(), settings.token);
    rate_limit::add_my_limits(app, limiter, policies.rules(), {});
    return service.serve(app, service::Service::Role::Api);
    // [/snippet:order]
  });
}
