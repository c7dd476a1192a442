#include "tenstone/auth/auth_controller.hpp"

#include "tenstone/auth/authentication.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/session_cookie.hpp"

namespace tenstone::auth {
namespace {

SessionJson to_json_of(const Session& session) {
  return {session.id, session.org, session.user, session.created_at, session.expires_at};
}

// The token of the request's own session, which a new one replaces.
std::optional<std::string> token_of(const http::Request& request) {
  const std::string cookies = request.joined_header("Cookie");
  const auto token = session_token(cookies);
  return token ? std::optional(std::string(*token)) : std::nullopt;
}

}  // namespace

AuthController::AuthController(Accounts& accounts, Sessions& sessions, const Clock& clock, bool open_sign_up)
    : accounts_(accounts), sessions_(sessions), clock_(clock), open_sign_up_(open_sign_up) {
  route("POST /v1/auth/signup", &AuthController::sign_up)
      .answers(kSignUpClosed, kEmailInvalid, kNameInvalid, kPasswordTooShort, kPasswordTooLong)
      .summary("Make an account");
  route("POST /v1/auth/login", &AuthController::login)
      .answers(kInvalidCredentials)
      .summary("Sign in: sets the session's cookie");
  route("POST /v1/auth/logout", &AuthController::logout).answers(kNoSession).summary("Sign out");
  route("GET /v1/auth/session", &AuthController::current)
      .answers(kNoSession, kSessionExpired)
      .summary("The session of this request");
  route("GET /v1/auth/sessions", &AuthController::list).summary("Your devices");
  route("DELETE /v1/auth/sessions/{id}", &AuthController::revoke)
      .answers(kSessionNotFound)
      .summary("Sign a device out");
  route("DELETE /v1/auth/sessions", &AuthController::revoke_others)
      .answers(kNoSession)
      .summary("Sign out every device but this one");
}

Task<http::Response> AuthController::sign_up(web::Body<SignUpBody> body, http::Request& request) {
  if (!open_sign_up_) co_return http::problem(kSignUpClosed);
  SignUp wanted{.email = std::move(body->email),
                .password = std::move(body->password),
                .organisation = std::move(body->organisation),
                .client = client_of(request)};
  const auto account = co_await accounts_.sign_up(std::move(wanted));
  // A taken address gets the answer of a free one: strangers do not learn who has an account.
  if (!account && !account.error().is(kEmailTaken)) co_return http::problem(account.error());
  co_return http::json(R"({"status":"accepted"})", 202);
}

Task<http::Response> AuthController::login(web::Body<LoginBody> body, http::Request& request) {
  Login wanted{.email = std::move(body->email),
               .password = std::move(body->password),
               .remember = body->remember,
               .client = client_of(request),
               .previous_token = token_of(request)};
  const auto made = co_await sessions_.login(std::move(wanted));
  if (!made) co_return http::problem(made.error());
  std::optional<std::chrono::seconds> max_age;
  if (made->session.remembered)
    max_age = std::chrono::duration_cast<std::chrono::seconds>(made->session.expires_at - clock_.now());
  http::Response response = http::json(R"({"session":)" + validation::to_json(to_json_of(made->session)) + "}");
  response.header("Set-Cookie", session_cookie(made->token.reveal(), max_age));
  response.header("Cache-Control", "no-store");
  co_return response;
}

Task<Result<http::Response>> AuthController::logout(web::Principal who, http::Request& request) {
  if (who.how != web::Principal::How::Session) co_return kNoSession;
  const auto ended = co_await sessions_.revoke(who.user, who.credential, Actor::user(who.user, client_of(request)));
  if (!ended && !ended.error().is(kSessionNotFound)) co_return ended.error();
  http::Response response(204);
  response.header("Set-Cookie", removed_session_cookie());
  response.header("Clear-Site-Data", R"("cookies", "storage")");
  co_return response;
}

Task<Result<SessionJson>> AuthController::current(web::Principal who, http::Request& request) {
  if (who.how != web::Principal::How::Session) co_return kNoSession;
  const auto session = co_await sessions_.check(token_of(request).value_or(""));
  if (!session) co_return session.error();
  co_return to_json_of(*session);
}

Task<web::Page<DeviceJson>> AuthController::list(web::Principal who) {
  web::Page<DeviceJson> page;
  for (Device& device : co_await sessions_.list(who.user))
    page.data.push_back({device.id, device.id == who.credential, device.created_at, device.last_seen_at,
                         device.expires_at, std::move(device.ip), std::move(device.user_agent)});
  co_return page;
}

Task<Result<web::NoContent>> AuthController::revoke(web::Path<"id", Uuid> id, web::Principal who,
                                                    http::Request& request) {
  const auto ended = co_await sessions_.revoke(who.user, *id, Actor::user(who.user, client_of(request)));
  if (!ended) co_return ended.error();
  co_return web::NoContent{};
}

Task<Result<web::NoContent>> AuthController::revoke_others(web::Principal who, http::Request& request) {
  if (who.how != web::Principal::How::Session) co_return kNoSession;
  const auto ended = co_await sessions_.revoke_all(who.user, who.credential, Actor::user(who.user, client_of(request)));
  if (!ended) co_return ended.error();
  co_return web::NoContent{};
}

}  // namespace tenstone::auth
