#include "tenstone/auth/authentication.hpp"

#include "tenstone/auth/csrf.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/session_cookie.hpp"
#include "tenstone/core/token_text.hpp"
#include "tenstone/web/bearer.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::auth {
namespace {

std::optional<std::string_view> present(const http::Request& request, std::string_view name) {
  const std::string_view value = request.header(name);
  return value.empty() ? std::nullopt : std::optional(value);
}

Task<http::Response> check_site(http::Request& request, http::Next next, const std::vector<std::string>& allowed) {
  const RequestOrigin origin{.method = to_string(request.method()),
                             .sec_fetch_site = present(request, "Sec-Fetch-Site"),
                             .origin = present(request, "Origin"),
                             .host = present(request, "Host"),
                             .has_cookies = !request.header("Cookie").empty(),
                             .has_bearer = web::bearer_token(request).has_value()};
  if (!same_site(origin, allowed)) co_return http::problem(kCrossSiteRequest);
  co_return co_await next(request);
}

}  // namespace

Task<Result<std::optional<web::Principal>>> Authentication::authenticate(http::Request& request) {
  if (const auto shown = web::bearer_token(request)) {
    if (!token_prefix(*shown)) co_return kInvalidToken;
    const auto caller = co_await failures_.watch(request, *shown, clock_, tokens_.verify(std::string(*shown)));
    if (!caller) co_return caller.error();
    co_return web::Principal{caller->org, caller->user, caller->scopes, web::Principal::How::Token, caller->token};
  }
  const auto token = web::cookie(request, kSessionCookie.view());
  if (!token) co_return std::nullopt;
  if (!Sessions::well_formed(*token)) co_return kSessionExpired;
  const auto session = co_await failures_.watch(request, *token, clock_, sessions_.check(std::string(*token)));
  if (!session) co_return session.error();
  request.put(*session);
  co_return web::Principal{session->org, session->user, {"*"}, web::Principal::How::Session, session->id};
}

std::vector<web::SecurityScheme> Authentication::schemes() const {
  return {{.name = "apiToken", .description = "An API token of a user"},
          {.name = "session", .cookie = std::string(kSessionCookie.view()), .description = "Set by signing in"}};
}

std::vector<const ErrorCode*> Authentication::answers() const {
  return {&kInvalidToken, &kSessionExpired, &web::kTooManyBadCredentials};
}

http::NamedMiddleware same_site_only(std::vector<std::string> allowed) {
  const auto run = [allowed = std::move(allowed)](http::Request& request, http::Next next) {
    return check_site(request, std::move(next), allowed);
  };
  return {.name = "same_site_only", .run = run, .answers_to_unsafe = {&kCrossSiteRequest}};
}

Client client_of(const http::Request& request) {
  Client client{.user_agent = std::string(request.header("User-Agent"))};
  if (const auto address = http::IpAddress::parse(request.client())) client.ip = to_string(*address);
  return client;
}

}  // namespace tenstone::auth
