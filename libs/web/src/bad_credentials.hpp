#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::web {

// A request's slot: what the Authenticator said of the credentials that were shown. The guards answer with it.
struct BadCredentials {
  Error error;
};

}  // namespace tenstone::web
