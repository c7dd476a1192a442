#include "tenstone/auth/account_controller.hpp"

#include "tenstone/auth/auth_controller.hpp"
#include "tenstone/auth/authentication.hpp"
#include "tenstone/auth/errors.hpp"

namespace tenstone::auth {

AccountController::AccountController(Recovery& recovery, Attempts& attempts)
    : recovery_(recovery), attempts_(attempts) {
  auto& forgot = route("POST /v1/auth/password/forgot", &AccountController::forgot)
                     .answers(kEmailInvalid, kTooManyAttempts)
                     .summary("Ask for a letter with a link that sets a new password");
  auto& resend = route("POST /v1/auth/email/resend", &AccountController::resend)
                     .answers(kEmailInvalid, kTooManyAttempts)
                     .summary("Ask for another letter with a link that verifies an address");
  if (const ErrorCode* closed = recovery.postbox().closed())
    for (auto* endpoint : {&forgot, &resend}) endpoint->answers(*closed);
  route("POST /v1/auth/email/verify", &AccountController::verify)
      .answers(kTokenInvalid)
      .summary("Verify an address by the token of a letter");
  route("POST /v1/auth/password/reset", &AccountController::reset)
      .answers(kTokenInvalid, kPasswordTooShort, kPasswordTooLong, kPasswordCommon, kPasswordContext,
               kPasswordTooLongForBcrypt)
      .summary("Set a new password by the token of a letter: ends all sessions");
  route("POST /v1/auth/password/change", &AccountController::change)
      .guard(web::requires_session())
      .answers(kPasswordWrong, kTooManyAttempts, kPasswordTooShort, kPasswordTooLong, kPasswordCommon, kPasswordContext,
               kPasswordTooLongForBcrypt)
      .summary("Change the password: ends all other sessions");
}

Task<Result<web::Accepted<LetterAnswer>>> AccountController::ask_for(LetterKind kind, std::string email,
                                                                     Client client) {
  const auto allowed =
      co_await attempts_.take({Attempt::Kind::Mail, account_key(email), client.ip.value_or(std::string())});
  if (!allowed) co_return allowed.error();
  const auto asked = co_await recovery_.request(kind, std::move(email), std::move(client));
  if (!asked) co_return asked.error();
  co_return web::Accepted<LetterAnswer>();
}

Task<Result<web::Accepted<LetterAnswer>>> AccountController::resend(web::Body<AddressBody> body,
                                                                    http::Request& request) {
  return ask_for(LetterKind::Verify, std::move(body->email), client_of(request));
}

Task<Result<web::Accepted<LetterAnswer>>> AccountController::forgot(web::Body<AddressBody> body,
                                                                    http::Request& request) {
  return ask_for(LetterKind::Reset, std::move(body->email), client_of(request));
}

Task<Result<void>> AccountController::verify(web::Body<VerifyBody> body, http::Request& request) {
  co_return co_await recovery_.verify(body->token.reveal(), client_of(request));
}

Task<Result<void>> AccountController::reset(web::Body<ResetBody> body, http::Request& request) {
  co_return co_await recovery_.reset(body->token.reveal(), std::move(body->password), client_of(request));
}

Task<Result<void>> AccountController::change(web::Body<ChangeBody> body, web::Principal who, http::Request& request) {
  const Client client = client_of(request);
  const Attempt attempt{Attempt::Kind::Login, to_string(who.user), client.ip.value_or(std::string())};
  if (const auto allowed = co_await attempts_.take(attempt); !allowed) co_return allowed.error();
  const auto changed =
      co_await recovery_.change(who.user, who.credential, std::move(body->current), std::move(body->password), client);
  if (changed || !changed.error().is(kPasswordWrong)) co_await attempts_.give_back(attempt);
  co_return changed;
}

}  // namespace tenstone::auth
