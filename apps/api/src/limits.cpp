#include "limits.hpp"

#include "embedded/policies.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/rate_limit/endpoints.hpp"
#include "tenstone/rate_limit/middleware.hpp"
#include "tenstone/rate_limit/policy_file.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/guard.hpp"
#include "tenstone/web/principal.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::api {
namespace {

rate_limit::Who who_asks(const http::Request& request) {
  const auto* who = request.get<web::Principal>();
  if (who == nullptr) return {};
  const bool token = who->how == web::Principal::How::Token;
  return {.user = to_string(who->user),
          .org = to_string(who->org),
          .api_key = token ? to_string(who->credential) : "",
          .plan = ""};
}

rate_limit::Guard with_scope(std::string scope) {
  const web::Guard guard = web::requires_scope(std::move(scope));
  const auto run = [guard](http::Request& request, http::Next next) -> Task<http::Response> {
    if (const auto passed = co_await guard.check(request); !passed) co_return http::problem(passed.error());
    co_return co_await next(request);
  };
  return rate_limit::Guard({guard.name, run});
}

}  // namespace

std::unique_ptr<rate_limit::PolicyFile> endpoint_policies(service::Service& service, platform::Platform& platform) {
  return std::make_unique<rate_limit::PolicyFile>(service.loops(), service.blocking(), service.log(),
                                                  platform.limit_settings().policies,
                                                  embedded::policies().at("default.json"));
}

http::NamedMiddleware endpoint_limits(platform::Platform& platform, rate_limit::PolicyFile& policies) {
  return rate_limit::middleware(platform.limiter(), policies.rules(), who_asks);
}

void add_limits(http::App& app, platform::Platform& platform, rate_limit::PolicyFile& policies) {
  rate_limit::add_my_limits(app, platform.limiter(), policies.rules(), who_asks);
  rate_limit::add_check(app, with_scope("installation:limits:check"), platform.limiter(), policies.rules());
  rate_limit::add_admin(app, with_scope("installation:limits"), platform.limiter(), policies.rules());
  policies.check_against(app);
}

}  // namespace tenstone::api
