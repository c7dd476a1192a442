// Signing up, in and out, and "your devices", under /v1/auth.
#pragma once
#include <string>
#include <vector>

#include "tenstone/auth/accounts.hpp"
#include "tenstone/auth/attempts.hpp"
#include "tenstone/auth/session_cookie.hpp"
#include "tenstone/auth/sessions.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/failed_lookups.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::auth {

struct SignUpBody {
  std::string email;
  Secret<std::string> password;
  std::string organisation;
};
constexpr auto schema(validation::For<SignUpBody>) {
  using validation::field;
  return validation::object<SignUpBody>(
      field("email", &SignUpBody::email).max_length(254), field("password", &SignUpBody::password),
      field("organisation", &SignUpBody::organisation).or_default().trim().length(1, 200));
}

struct LoginBody {
  std::string email;
  Secret<std::string> password;
  bool remember = false;
};
constexpr auto schema(validation::For<LoginBody>) {
  using validation::field;
  return validation::object<LoginBody>(field("email", &LoginBody::email).max_length(254),
                                       field("password", &LoginBody::password),
                                       field("remember", &LoginBody::remember).or_default());
}

struct SessionJson {
  Uuid id, organisation, user;
  Time created_at, expires_at;
};
constexpr auto schema(validation::For<SessionJson>) {
  using validation::field;
  return validation::object<SessionJson>(
      field("id", &SessionJson::id), field("organisation", &SessionJson::organisation),
      field("user", &SessionJson::user), field("created_at", &SessionJson::created_at),
      field("expires_at", &SessionJson::expires_at));
}

struct SessionAnswer {
  SessionJson session;
};
constexpr auto schema(validation::For<SessionAnswer>) {
  return validation::object<SessionAnswer>(validation::field("session", &SessionAnswer::session));
}

struct SignUpAnswer {
  std::string status = "accepted";
};
constexpr auto schema(validation::For<SignUpAnswer>) {
  return validation::object<SignUpAnswer>(validation::field("status", &SignUpAnswer::status));
}

struct DeviceJson {
  Uuid id;
  bool current = false;
  Time created_at, last_seen_at, expires_at;
  std::optional<std::string> ip;
  std::string user_agent;
};
constexpr auto schema(validation::For<DeviceJson>) {
  using validation::field;
  return validation::object<DeviceJson>(field("id", &DeviceJson::id), field("current", &DeviceJson::current),
                                        field("created_at", &DeviceJson::created_at),
                                        field("last_seen_at", &DeviceJson::last_seen_at),
                                        field("expires_at", &DeviceJson::expires_at), field("ip", &DeviceJson::ip),
                                        field("user_agent", &DeviceJson::user_agent));
}

inline const ErrorCode kSignUpClosed{ErrorKind::Forbidden, "sign_up_closed",
                                     "Sign-up is not open here; ask the operator for an account"};

class AuthController final : public web::Controller {
 public:
  // `failures`: of Authentication; it learns of each session that is made. `open_sign_up`: strangers may make accounts.
  // Metric: tenstone_auth_logins_total{outcome}.
  AuthController(Accounts& accounts, Sessions& sessions, Attempts& attempts, web::FailedLookups& failures,
                 const Clock& clock, metrics::Registry& registry, bool open_sign_up);

  // The same answer, whether the address is free or taken.
  Task<Result<web::Accepted<SignUpAnswer>>> sign_up(web::Body<SignUpBody> body, http::Request& request);
  // The new session replaces that of the cookie. Asks `attempts` before anything is hashed; a failure is a line of the
  // log, "login.failed".
  Task<Result<web::WithHeaders<SessionAnswer>>> login(web::Body<LoginBody> body, SessionCookie previous,
                                                      http::Request& request);
  Task<Result<web::WithHeaders<web::NoContent>>> logout(web::Principal who, http::Request& request);
  Task<Result<SessionJson>> current(http::Request& request);
  Task<web::Page<DeviceJson>> list(web::Principal who);
  Task<Result<void>> revoke(web::Path<"id", Uuid> id, web::Principal who, http::Request& request);
  Task<Result<void>> revoke_others(web::Principal who, http::Request& request);

 private:
  void tell(const http::Request& request, const Attempt& attempt, const Error& refusal);

  Accounts& accounts_;
  Sessions& sessions_;
  Attempts& attempts_;
  web::FailedLookups& failures_;
  const Clock& clock_;
  const metrics::Counter succeeded_, wrong_, limited_, busy_;
  const bool open_sign_up_;
};

}  // namespace tenstone::auth
