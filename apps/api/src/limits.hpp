// The limits of endpoints, for the platform's callers.
#pragma once
#include "tenstone/http/app.hpp"

namespace tenstone::platform {
class Platform;
}

namespace tenstone::api {

// Behind web::authenticate: a user is counted as such, with each of his tokens and sessions; everybody else by address.
http::NamedMiddleware endpoint_limits(platform::Platform& platform);

// GET /v1/limits/me for everybody; POST /v1/ratelimit/check for tokens with the scope installation:limits:check; what
// an operator does (rate_limit/endpoints.hpp) for those with installation:limits. Both name whom they want, of any
// organisation: no member's "*" covers them. Then holds the policies to the app's routes.
void add_limits(http::App& app, platform::Platform& platform);

}  // namespace tenstone::api
