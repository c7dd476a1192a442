#pragma once
#include "tenstone/http/app.hpp"
#include "tenstone/logging/logger.hpp"

namespace orders {

// A line of the log for each request that shows a token: request.by {token, method, route, status, request_id}. What is
// thrown inside of it is answered and logged as any other refusal.
tenstone::http::NamedMiddleware log_caller(tenstone::logging::Logger log);

}  // namespace orders
