// Who asks.
#pragma once
#include <functional>
#include <string>

#include "tenstone/core/uuid.hpp"
#include "tenstone/web/guard.hpp"

namespace tenstone::schemas {

struct Caller {
  Uuid org;
  std::string actor;  // as audit::Entry has it: "user:<id>", "token:<id>", "system"
};

// What guards the routes: `read` for schemas:read, `write` for schemas:write. `who` is called in a handler, after the
// guard has let the request through. It must not suspend and not throw.
struct Access {
  web::Guard read, write;
  std::function<Caller(const http::Request&)> who;
};

}  // namespace tenstone::schemas
