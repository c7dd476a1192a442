#include "tenstone/web/authenticator.hpp"

#include "bad_credentials.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::web {
namespace {

Task<http::Response> identify(Authenticator& authenticator, http::Request& request, http::Next next) {
  auto found = co_await authenticator.authenticate(request);
  if (!found) {
    const bool of_credentials =
        found.error().kind == ErrorKind::Unauthenticated || found.error().kind == ErrorKind::Limited;
    if (!of_credentials) co_return http::problem(found.error());
    request.put(BadCredentials{std::move(found.error())});
  } else if (*found) {
    request.put(std::move(**found));
  }
  co_return co_await next(request);
}

}  // namespace

http::NamedMiddleware authenticate(Authenticator& authenticator) {
  const auto run = [&authenticator](http::Request& request, http::Next next) {
    return identify(authenticator, request, std::move(next));
  };
  return {.name = "authenticate", .run = run, .source = &authenticator};
}

}  // namespace tenstone::web
