// The verb `routes`: the program builds what it would serve, and lists it instead.
#pragma once

#include "tenstone/http/app.hpp"

namespace tenstone::service {

// Whether this process lists its routes. The verb says so before the program builds them.
bool& lists_routes();

// A line for each route, as "GET    /v1/jobs/{id}  requires_scope jobs:read". Ends the process, whatever runs in it.
[[noreturn]] void list_routes(const http::App& app);

}  // namespace tenstone::service
