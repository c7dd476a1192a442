// Reminders as an API.
#pragma once
#include <functional>

#include "tenstone/core/uuid.hpp"
#include "tenstone/reminders/reminders.hpp"
#include "tenstone/web/controller.hpp"
#include "tenstone/web/guard.hpp"
#include "tenstone/web/pages.hpp"

namespace tenstone::reminders {

// Whose reminders a request is about, and what guards them. `org` is called in a handler, after the guard has let the
// request through. It must not suspend and not throw.
struct Access {
  web::Guard read, write;
  std::function<Uuid(const http::Request&)> org;
};

}  // namespace tenstone::reminders
