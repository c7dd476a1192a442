// The limits of endpoints, for the platform's callers.
#pragma once
#include <memory>

#include "tenstone/http/app.hpp"

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

// GET /v1/limits/me for everybody; POST /v1/ratelimit/check for tokens with the scope installation:limits:check; what
// an operator does (rate_limit/endpoints.hpp) for those with installation:limits. Both name whom they want, of any
// organisation: no member's "*" covers them. Then holds the policies to the app's routes.
void add_limits(http::App& app, platform::Platform& platform, rate_limit::PolicyFile& policies);

}  // namespace tenstone::api
