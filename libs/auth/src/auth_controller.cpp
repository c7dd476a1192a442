#include "tenstone/auth/auth_controller.hpp"

#include "tenstone/auth/authentication.hpp"
#include "tenstone/auth/errors.hpp"

namespace tenstone::auth {
namespace {

SessionJson to_json_of(const Session& session) {
  return {session.id, session.org, session.user, session.created_at, session.expires_at};
}

Attempt attempt_of(Attempt::Kind kind, const std::string& email, const Client& client) {
  return {kind, account_key(email), client.ip.value_or(std::string())};
}

metrics::Counter logins(metrics::Registry& registry, std::string outcome) {
  return registry.counter("tenstone_auth_logins_total", "Logins, by what became of them",
                          {{"outcome", std::move(outcome)}});
}

}  // namespace

AuthController::AuthController(Accounts& accounts, Sessions& sessions, Attempts& attempts, web::FailedLookups& failures,
                               const Clock& clock, metrics::Registry& registry, bool open_sign_up)
    : accounts_(accounts),
      sessions_(sessions),
      attempts_(attempts),
      failures_(failures),
      clock_(clock),
      succeeded_(logins(registry, "success")),
      wrong_(logins(registry, "wrong")),
      limited_(logins(registry, "limited")),
      busy_(logins(registry, "busy")),
      open_sign_up_(open_sign_up) {
  route("POST /v1/auth/signup", &AuthController::sign_up)
      .answers(kTooManyAttempts, kSignUpClosed, kEmailInvalid, kNameInvalid, kPasswordTooShort, kPasswordTooLong,
               kPasswordCommon, kPasswordContext, kPasswordTooLongForBcrypt)
      .summary("Make an account");
  route("POST /v1/auth/login", &AuthController::login)
      .answers(kInvalidCredentials, kTooManyAttempts)
      .summary("Sign in: sets the session's cookie");
  // One's own account: no token comes here.
  route("POST /v1/auth/logout", &AuthController::logout).guard(web::requires_session()).summary("Sign out");
  route("GET /v1/auth/session", &AuthController::current)
      .guard(web::requires_session())
      .answers(kSessionExpired)
      .summary("The session of this request");
  route("GET /v1/auth/sessions", &AuthController::list).guard(web::requires_session()).summary("Your devices");
  route("DELETE /v1/auth/sessions/{id}", &AuthController::revoke)
      .guard(web::requires_session())
      .answers(kSessionNotFound)
      .summary("Sign a device out");
  route("DELETE /v1/auth/sessions", &AuthController::revoke_others)
      .guard(web::requires_session())
      .summary("Sign out every device but this one");
}

Task<Result<web::Accepted<SignUpAnswer>>> AuthController::sign_up(web::Body<SignUpBody> body, http::Request& request) {
  if (!open_sign_up_) co_return kSignUpClosed;
  SignUp wanted{.email = std::move(body->email),
                .password = std::move(body->password),
                .organisation = std::move(body->organisation),
                .client = client_of(request)};
  const auto allowed = co_await attempts_.take(attempt_of(Attempt::Kind::SignUp, wanted.email, wanted.client));
  if (!allowed) co_return allowed.error();
  const Attempt letter = attempt_of(Attempt::Kind::Mail, wanted.email, wanted.client);
  std::string email = wanted.email;
  Client client = wanted.client;
  const auto account = co_await accounts_.sign_up(std::move(wanted));
  if (!account && !account.error().is(kEmailTaken)) co_return account.error();
  // A taken address gets the answer of a free one: strangers do not learn who has an account. Its owner gets a letter,
  // and not more of them than of those that somebody asks for.
  if (!account && co_await attempts_.take(letter)) {
    const auto told = co_await accounts_.tell_owner(std::move(email), std::move(client));
    if (!told) co_return told.error();
  }
  co_return web::Accepted<SignUpAnswer>();
}

Task<Result<web::WithHeaders<SessionAnswer>>> AuthController::login(web::Body<LoginBody> body, SessionCookie previous,
                                                                    http::Request& request) {
  Login wanted{.email = std::move(body->email),
               .password = std::move(body->password),
               .remember = body->remember,
               .client = client_of(request),
               .previous_token = std::move(*previous)};
  const Attempt attempt = attempt_of(Attempt::Kind::Login, wanted.email, wanted.client);
  if (const auto allowed = co_await attempts_.take(attempt); !allowed) {
    tell(request, attempt, allowed.error());
    co_return allowed.error();
  }
  const auto made = co_await sessions_.login(std::move(wanted));
  const bool guessed = !made && made.error().is(kInvalidCredentials);
  if (!guessed) co_await attempts_.give_back(attempt);
  if (!made) {
    tell(request, attempt, made.error());
    co_return made.error();
  }
  succeeded_.add();
  failures_.made(made->token.reveal());
  std::optional<std::chrono::seconds> max_age;
  if (made->session.remembered)
    max_age = std::chrono::duration_cast<std::chrono::seconds>(made->session.expires_at - clock_.now());
  co_return web::WithHeaders(SessionAnswer{to_json_of(made->session)})
      .cookie(session_cookie(made->token.reveal(), max_age))
      .header("Cache-Control", "no-store");
}

void AuthController::tell(const http::Request& request, const Attempt& attempt, const Error& refusal) {
  const bool wrong = refusal.is(kInvalidCredentials);
  (wrong ? wrong_ : refusal.is(kTooManyAttempts) ? limited_ : busy_).add();
  request.logger().warn("login.failed",
                        {{"code", refusal.code}, {"account", attempt.account}, {"address", attempt.address}});
}

Task<Result<web::WithHeaders<web::NoContent>>> AuthController::logout(web::Principal who, http::Request& request) {
  const auto ended = co_await sessions_.revoke(who.user, who.credential, Actor::user(who.user, client_of(request)));
  if (!ended && !ended.error().is(kSessionNotFound)) co_return ended.error();
  co_return web::WithHeaders(web::NoContent())
      .cookie(removed_session_cookie())
      .header("Clear-Site-Data", R"("cookies", "storage")");
}

Task<Result<SessionJson>> AuthController::current(http::Request& request) {
  const auto* session = request.get<Session>();
  if (session == nullptr) co_return kSessionExpired;
  co_return to_json_of(*session);
}

Task<web::Page<DeviceJson>> AuthController::list(web::Principal who) {
  web::Page<DeviceJson> page;
  for (Device& device : co_await sessions_.list(who.user))
    page.data.push_back({device.id, device.id == who.credential, device.created_at, device.last_seen_at,
                         device.expires_at, std::move(device.ip), std::move(device.user_agent)});
  co_return page;
}

Task<Result<void>> AuthController::revoke(web::Path<"id", Uuid> id, web::Principal who, http::Request& request) {
  co_return co_await sessions_.revoke(who.user, *id, Actor::user(who.user, client_of(request)));
}

Task<Result<void>> AuthController::revoke_others(web::Principal who, http::Request& request) {
  const auto ended = co_await sessions_.revoke_all(who.user, who.credential, Actor::user(who.user, client_of(request)));
  if (!ended) co_return ended.error();
  co_return Result<void>();
}

}  // namespace tenstone::auth
