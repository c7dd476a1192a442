// Verified addresses, and passwords that were forgotten or are changed, under /v1/auth.
#pragma once
#include <string>

#include "tenstone/auth/attempts.hpp"
#include "tenstone/auth/recovery.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::auth {

struct AddressBody {
  std::string email;
};
constexpr auto schema(validation::For<AddressBody>) {
  return validation::object<AddressBody>(validation::field("email", &AddressBody::email).max_length(254));
}

struct VerifyBody {
  Secret<std::string> token;
};
constexpr auto schema(validation::For<VerifyBody>) {
  return validation::object<VerifyBody>(validation::field("token", &VerifyBody::token));
}

struct ResetBody {
  Secret<std::string> token, password;
};
constexpr auto schema(validation::For<ResetBody>) {
  using validation::field;
  return validation::object<ResetBody>(field("token", &ResetBody::token), field("password", &ResetBody::password));
}

struct ChangeBody {
  Secret<std::string> current, password;
};
constexpr auto schema(validation::For<ChangeBody>) {
  using validation::field;
  return validation::object<ChangeBody>(field("current", &ChangeBody::current),
                                        field("password", &ChangeBody::password));
}

struct LetterAnswer {
  std::string status = "accepted";
};
constexpr auto schema(validation::For<LetterAnswer>) {
  return validation::object<LetterAnswer>(validation::field("status", &LetterAnswer::status));
}

class AccountController final : public web::Controller {
 public:
  AccountController(Recovery& recovery, Attempts& attempts);

  // Both ask `attempts` first, and give the same answer, whether there is an account or not.
  Task<Result<web::Accepted<LetterAnswer>>> resend(web::Body<AddressBody> body, http::Request& request);
  Task<Result<web::Accepted<LetterAnswer>>> forgot(web::Body<AddressBody> body, http::Request& request);
  Task<Result<void>> verify(web::Body<VerifyBody> body, http::Request& request);
  Task<Result<void>> reset(web::Body<ResetBody> body, http::Request& request);
  // Counted as a login of this user: a session that was stolen is no way to guess the password.
  Task<Result<void>> change(web::Body<ChangeBody> body, web::Principal who, http::Request& request);

 private:
  Task<Result<web::Accepted<LetterAnswer>>> ask_for(LetterKind kind, std::string email, Client client);

  Recovery& recovery_;
  Attempts& attempts_;
};

}  // namespace tenstone::auth
