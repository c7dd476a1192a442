#pragma once
#include "tenstone/http/app.hpp"
#include "tenstone/logging/logger.hpp"

namespace orders {

// A line of the log for each request that shows a token: request.by {token, method, route, status, request_id}. Put it
// behind web::authenticate, which finds out whose token it is, and before the routes.
tenstone::http::NamedMiddleware log_caller(tenstone::logging::Logger log);

}  // namespace orders
