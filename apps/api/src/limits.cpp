#include "limits.hpp"

#include "embedded/api_policies.hpp"
#include "tenstone/auth_limits/auth_limits.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/rate_limit/middleware.hpp"
#include "tenstone/rate_limit/policy_file.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/guard.hpp"
#include "tenstone/web/principal.hpp"

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

}  // namespace

std::unique_ptr<rate_limit::PolicyFile> endpoint_policies(service::Service& service, platform::Platform& platform) {
  return std::make_unique<rate_limit::PolicyFile>(service.loops(), service.blocking(), service.log(),
                                                  platform.limit_settings().policies,
                                                  embedded::api_policies().at("default.json"));
}

http::NamedMiddleware endpoint_limits(platform::Platform& platform, rate_limit::PolicyFile& policies) {
  return rate_limit::middleware(platform.limiter(), policies.rules(), who_asks);
}

rate_limit::LimitsController limits_controller(platform::Platform& platform, rate_limit::PolicyFile& policies) {
  return {platform.limiter(),
          policies.rules(),
          who_asks,
          {.checks = web::requires_scope("installation:limits:check"),
           .operators = web::requires_scope("installation:limits")},
          auth_limits::rules()};
}

}  // namespace tenstone::api
