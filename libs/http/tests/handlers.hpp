// Handlers that several tests route to.
#pragma once
#include "tenstone/http/app.hpp"

namespace tenstone::http {

inline Task<Response> ok(Request&) { co_return text("ok"); }

}  // namespace tenstone::http
