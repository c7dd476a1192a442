// Who sends a request: a session's cookie, or an API token as Authorization: Bearer.
#pragma once
#include <string>
#include <vector>

#include "tenstone/auth/api_tokens.hpp"
#include "tenstone/auth/sessions.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/web/authenticator.hpp"
#include "tenstone/web/failed_lookups.hpp"

namespace tenstone::auth {

// A token goes before a cookie: who sends one means it, and one that does not hold is refused, whatever the cookie. A
// session may do everything that its user may ("*"). What is malformed is refused without a look-up, and so is all that
// has not held lately from an address of which too many credentials have failed (failed_lookups.hpp).
// Errors: invalid_token, session_expired; too_many_bad_credentials with retry_after.
class Authentication final : public web::Authenticator {
 public:
  Authentication(ApiTokens& tokens, Sessions& sessions, web::FailedLookups& failures, const Clock& clock)
      : tokens_(tokens), sessions_(sessions), failures_(failures), clock_(clock) {}
  Task<Result<std::optional<web::Principal>>> authenticate(http::Request& request) override;
  std::vector<web::SecurityScheme> schemes() const override;
  std::vector<const ErrorCode*> answers() const override;

 private:
  ApiTokens& tokens_;
  Sessions& sessions_;
  web::FailedLookups& failures_;
  const Clock& clock_;
};

// Refuses what another site's page may have sent in the user's name (csrf.hpp). Put it before authenticate().
// `allowed`: origins beside our own, "https://app.example.com".
http::NamedMiddleware same_site_only(std::vector<std::string> allowed);

// Where a request came from, for sessions and the audit log.
Client client_of(const http::Request& request);

}  // namespace tenstone::auth
