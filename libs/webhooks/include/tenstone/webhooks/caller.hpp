// Who uses the API of webhooks, and what guards it. The platform has users, sessions and scopes; a program without
// users has access tokens.
#pragma once
#include <functional>
#include <string>

#include "tenstone/core/uuid.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/web/guard.hpp"

namespace tenstone::webhooks {

struct Caller {
  Uuid org;
  std::string actor;  // as audit::Entry has it: "user:<id>", "token:<id>", "system"
};

// `who` is called in a handler, after the guard has let the request through. It must not suspend and not throw.
struct Access {
  web::Guard read, write;
  std::function<Caller(const http::Request&)> who;
};

}  // namespace tenstone::webhooks
