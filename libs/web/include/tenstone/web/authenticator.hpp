#pragma once
#include <optional>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/web/guard.hpp"
#include "tenstone/web/principal.hpp"

namespace tenstone::web {

// Finds out who is asking. One serves all loops at once.
class Authenticator : public http::Declared {
 public:
  // Nothing: no credentials were shown. An Error of kind Unauthenticated: they do not hold; of kind
  // Limited: they were not looked at. Suspends.
  virtual Task<Result<std::optional<Principal>>> authenticate(http::Request& request) = 0;

  // For the API's description: how callers may show who they are, and the codes of these kinds.
  virtual std::vector<SecurityScheme> schemes() const { return {{"apiToken"}}; }
  virtual std::vector<const ErrorCode*> answers() const { return {}; }
};

// Asks before the route is known, so that middleware behind it (a limit by user) knows the caller. Credentials that do
// not hold, or were not looked at, are the answer of the guards: what needs none (signing in with a dead cookie, a
// page) still works. Any other Error is the answer at once. `authenticator` must outlive the App.
http::NamedMiddleware authenticate(Authenticator& authenticator);

}  // namespace tenstone::web
