// Who uses the API of flags, and what guards it. The platform has users and scopes; a program without users has access
// tokens.
#pragma once
#include <functional>
#include <string>

#include "tenstone/http/request.hpp"
#include "tenstone/web/guard.hpp"

namespace tenstone::flags {

// `actor` is called in a handler, after the guard has let the request through; as audit::Entry has it: "user:<id>",
// "token:<id>". It must not suspend and not throw.
struct Access {
  web::Guard read, write;
  std::function<std::string(const http::Request&)> actor;
};

}  // namespace tenstone::flags
