#include "tenstone/web/guard.hpp"

#include <algorithm>
#include <stdexcept>

#include "bad_credentials.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/web/errors.hpp"
#include "tenstone/web/principal.hpp"

namespace tenstone::web {
namespace {

Task<Result<void>> ready(Result<void> result) { co_return result; }

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

Guard bearer(const Secret<std::string>& secret) {
  if (secret.reveal().empty()) throw std::invalid_argument("a bearer guard needs a secret that is not empty");
  const auto check = [expected = "Bearer " + secret.reveal()](http::Request& request) {
    const bool shown = equal_in_constant_time(request.header("Authorization"), expected);
    return ready(shown ? Result<void>() : Result<void>(kOperatorsOnly));
  };
  return {.name = "bearer",
          .check = check,
          .answers = {&kOperatorsOnly},
          .scheme = SecurityScheme{.name = "operatorToken", .description = "The operator's token"}};
}

}  // namespace tenstone::web
