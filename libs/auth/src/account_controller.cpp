#include "tenstone/auth/account_controller.hpp"

#include "tenstone/auth/auth_controller.hpp"
#include "tenstone/auth/authentication.hpp"
#include "tenstone/auth/errors.hpp"

namespace tenstone::auth {

AccountController::AccountController(Recovery& recovery) : recovery_(recovery) {
  auto& forgot = route("POST /v1/auth/password/forgot", &AccountController::forgot)
                     .answers(kEmailInvalid)
                     .summary("Ask for a letter with a link that sets a new password");
  auto& resend = route("POST /v1/auth/email/resend", &AccountController::resend)
                     .answers(kEmailInvalid)
                     .summary("Ask for another letter with a link that verifies an address");
  if (const ErrorCode* closed = recovery.postbox().closed())
    for (auto* endpoint : {&forgot, &resend}) endpoint->answers(*closed);
  route("POST /v1/auth/email/verify", &AccountController::verify)
      .answers(kTokenInvalid)
      .summary("Verify an address by the token of a letter");
  route("POST /v1/auth/password/reset", &AccountController::reset)
      .answers(kTokenInvalid, kPasswordTooShort, kPasswordTooLong)
      .summary("Set a new password by the token of a letter: ends all sessions");
  route("POST /v1/auth/password/change", &AccountController::change)
      .answers(kNoSession, kPasswordWrong, kPasswordTooShort, kPasswordTooLong)
      .summary("Change the password: ends all other sessions");
}

Task<Result<web::Accepted<LetterAnswer>>> AccountController::resend(web::Body<AddressBody> body,
                                                                    http::Request& request) {
  const auto asked = co_await recovery_.request(LetterKind::Verify, std::move(body->email), client_of(request));
  if (!asked) co_return asked.error();
  co_return web::Accepted<LetterAnswer>();
}

Task<Result<web::Accepted<LetterAnswer>>> AccountController::forgot(web::Body<AddressBody> body,
                                                                    http::Request& request) {
  const auto asked = co_await recovery_.request(LetterKind::Reset, std::move(body->email), client_of(request));
  if (!asked) co_return asked.error();
  co_return web::Accepted<LetterAnswer>();
}

Task<Result<void>> AccountController::verify(web::Body<VerifyBody> body, http::Request& request) {
  co_return co_await recovery_.verify(body->token.reveal(), client_of(request));
}

Task<Result<void>> AccountController::reset(web::Body<ResetBody> body, http::Request& request) {
  co_return co_await recovery_.reset(body->token.reveal(), std::move(body->password), client_of(request));
}

Task<Result<void>> AccountController::change(web::Body<ChangeBody> body, web::Principal who, http::Request& request) {
  if (who.how != web::Principal::How::Session) co_return kNoSession;
  co_return co_await recovery_.change(who.user, who.credential, std::move(body->current), std::move(body->password),
                                      client_of(request));
}

}  // namespace tenstone::auth
