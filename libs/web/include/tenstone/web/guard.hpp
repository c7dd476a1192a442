#pragma once
#include <functional>
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/http/request.hpp"

namespace tenstone::web {

// Lets a request through or answers with an Error, before its body is read. `name` is what a list of routes shows.
struct Guard {
  std::string name;
  std::function<Task<Result<void>>(http::Request&)> check;
};

// For handlers that take no Principal. Errors: unauthenticated, or what the Authenticator said of bad credentials.
Guard signed_in();
// signed_in, and then: insufficient_scope.
Guard requires_scope(std::string scope);
// For a program with one operator and no users: lets through whoever shows `Authorization: Bearer <secret>`, compared
// in constant time. Error: operators_only. Throws std::invalid_argument when the secret is empty.
Guard bearer(const Secret<std::string>& secret);

}  // namespace tenstone::web
