// The limits of endpoints, for the platform's callers.
#pragma once
#include <memory>

#include "tenstone/http/app.hpp"
#include "tenstone/rate_limit/endpoints.hpp"

namespace tenstone::platform {
class Platform;
}
namespace tenstone::rate_limit {
class PolicyFile;
}
namespace tenstone::service {
class Service;
}

namespace tenstone::api {

// Those of the file that limits.policies names, else policies/default.json. Throws Failure.
std::unique_ptr<rate_limit::PolicyFile> endpoint_policies(service::Service& service, platform::Platform& platform);

// Behind web::authenticate: a user is counted as such, with each of his tokens and sessions; everybody else by address.
http::NamedMiddleware endpoint_limits(platform::Platform& platform, rate_limit::PolicyFile& policies);

// Decisions for other services want a token with the scope installation:limits:check, what an operator does one with
// installation:limits. Both name whom they want, of any organisation: no member's "*" covers them.
rate_limit::LimitsController limits_controller(platform::Platform& platform, rate_limit::PolicyFile& policies);

}  // namespace tenstone::api
