#include "tenstone/web/guard.hpp"

#include <algorithm>
#include <stdexcept>

#include "bad_credentials.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/web/bearer.hpp"
#include "tenstone/web/errors.hpp"
#include "tenstone/web/principal.hpp"

namespace tenstone::web {
namespace {

Result<void> check_signed_in(const http::Request& request) {
  if (request.get<Principal>()) return {};
  if (const auto* bad = request.get<BadCredentials>()) return bad->error;
  return kUnauthenticated;
}

Result<void> check_scope(const http::Request& request, const std::string& scope) {
  if (auto known = check_signed_in(request); !known) return known;
  if (request.get<Principal>()->may(scope)) return {};
  return Error(kInsufficientScope, "This needs the scope " + scope + ", which your session or API token does not have");
}

Result<void> check_session(const http::Request& request) {
  if (auto known = check_signed_in(request); !known) return known;
  if (request.get<Principal>()->how == Principal::How::Session) return {};
  return kSessionRequired;
}

}  // namespace

bool Principal::may(std::string_view scope) const {
  const bool covered = !scope.starts_with("installation:");
  return std::ranges::any_of(scopes,
                             [&](const std::string& held) { return held == scope || (covered && held == "*"); });
}

Guard signed_in() {
  return {.name = "signed_in",
          .check = [](http::Request& request) { return ready(check_signed_in(request)); },
          .answers = {&kUnauthenticated},
          .wants_caller = true};
}

Guard requires_scope(std::string scope) {
  return {.name = "requires_scope " + scope,
          .check = [scope](http::Request& request) { return ready(check_scope(request, scope)); },
          .answers = {&kUnauthenticated, &kInsufficientScope},
          .wants_caller = true,
          .scope = scope};
}

Guard requires_session() {
  return {.name = "requires_session",
          .check = [](http::Request& request) { return ready(check_session(request)); },
          .answers = {&kUnauthenticated, &kSessionRequired},
          .wants_caller = true,
          .wants_session = true};
}

Guard bearer(const Secret<std::string>& secret) {
  if (!is_token68(secret.reveal()))
    throw std::invalid_argument(
        "the secret of a bearer guard is of letters, digits and - . _ ~ + /, with any = at its end: no other can be "
        "sent as Authorization: Bearer");
  const auto check = [expected = secret.reveal()](http::Request& request) {
    const bool shown = equal_in_constant_time(bearer_token(request).value_or(""), expected);
    return ready(shown ? Result<void>() : Result<void>(kOperatorsOnly));
  };
  return {.name = "bearer",
          .check = check,
          .answers = {&kOperatorsOnly},
          .scheme = SecurityScheme{.name = "operatorToken", .description = "The operator's token"}};
}

}  // namespace tenstone::web
