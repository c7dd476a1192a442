// Project 01: a request throttler. The order of the middleware is the order of its lines.
#include "embedded/files.hpp"
#include "routes.hpp"
#include "tenstone/rate_limit/endpoints.hpp"
#include "tenstone/rate_limit/middleware.hpp"
#include "tenstone/rate_limit/policy_file.hpp"
#include "tenstone/rate_limit/settings.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/web/guard.hpp"

using namespace tenstone;

namespace {

struct ThrottlerSettings {
  Secret<std::string> token;
};
constexpr auto schema(validation::For<ThrottlerSettings>) {
  using validation::field;
  return validation::object<ThrottlerSettings>(
      field("token", &ThrottlerSettings::token)
          .or_default()
          .about("what the operator and other services show as Authorization: Bearer; empty: no such routes"));
}

rate_limit::PolicyFile policies_of(service::Service& service, const rate_limit::Settings& limits) {
  return {service.loops(), service.blocking(), service.log(), limits.policies, embedded::files().at("default.json")};
}

rate_limit::Limiter limiter_of(service::Service& service, const rate_limit::Settings& limits) {
  return {service.redis(), service.clock(),   [&service] { return service.moved_time(); },
          service.log(),   service.metrics(), rate_limit::options_of(limits)};
}

rate_limit::LimitsController::Guards guards_of(const ThrottlerSettings& settings) {
  if (settings.token.reveal().empty()) return {};
  return {.checks = web::bearer(settings.token), .operators = web::bearer(settings.token)};
}

// Changes of the file hold as long as it runs, if they are about routes of the app.
void follow(rate_limit::PolicyFile& policies, const http::App& app, service::Service& service) {
  policies.check_against(app);
  policies.start();
  service.at_drain([&policies] { return policies.stop(); });
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("request-throttler", {.redis = true});
  const auto& limit_settings = service.config().add<rate_limit::Settings>("limits");
  const auto& settings = service.config().add<ThrottlerSettings>("throttler");
  return service::run(service, argc, argv, [&] {
    rate_limit::PolicyFile policies = policies_of(service, limit_settings);
    rate_limit::Limiter limiter = limiter_of(service, limit_settings);
    limiter.start(service.loops()[0]);
    service.at_drain([&]() -> Task<> { co_return limiter.stop(); });

    rate_limit::LimitsController limits(limiter, policies.rules(), {}, guards_of(settings));
    // [snippet:order]
    http::App app;
    service.standard(app);                                       // who asks, and what is logged of every answer
    app.use(rate_limit::middleware(limiter, policies.rules()));  // before the routes: try moving it
    throttler::add_ping(app);
    throttler::add_page(app, policies.rules());
    web::mount(app, limits);
    follow(policies, app, service);
    return service.serve(app, service::Service::Role::Api);
    // [/snippet:order]
  });
}
