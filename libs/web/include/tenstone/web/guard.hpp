#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/http/request.hpp"

namespace tenstone::web {

// How a caller shows who it is, for the API's description: Authorization: Bearer, or a cookie.
struct SecurityScheme {
  std::string name;         // "apiToken": a word that is unique among the schemes of a program
  std::string cookie = {};  // the cookie's name; "": Authorization: Bearer
  std::string description = {};
};

// Lets a request through or answers with an Error, before its body is read. `name` is what a list of routes shows.
struct Guard {
  std::string name;
  std::function<Task<Result<void>>(http::Request&)> check;
  // ---- for the API's description
  std::vector<const ErrorCode*> answers = {};  // the codes of its Errors
  bool wants_caller = false;                   // one whom the Authenticator knows, by any of its schemes
  bool wants_session = false;                  // one who shows a session's cookie
  std::string scope = {};                      // which the caller must have
  std::optional<SecurityScheme> scheme = {};   // what it checks by itself
};

// For handlers that take no Principal. Errors: unauthenticated, or what the Authenticator said of bad credentials.
Guard signed_in();
// signed_in, and then: insufficient_scope.
Guard requires_scope(std::string scope);
// signed_in, and then: session_required. For what a person does with their own account: a token does what its scopes
// say, and no scope covers this.
Guard requires_session();
// For a program with one operator and no users: lets through whoever shows `Authorization: Bearer <secret>`, compared
// in constant time. Error: operators_only. Throws std::invalid_argument when the secret is no token68 (bearer.hpp).
Guard bearer(const Secret<std::string>& secret);

}  // namespace tenstone::web
