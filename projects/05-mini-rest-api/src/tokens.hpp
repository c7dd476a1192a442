// API tokens of this service: made by its verb `token`, shown as Authorization: Bearer. Only a hash is stored.
#pragma once
#include "state.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/web/authenticator.hpp"
#include "tenstone/web/failed_lookups.hpp"

namespace orders {

inline const ErrorCode kTokenInvalid{ErrorKind::Unauthenticated, "token_invalid",
                                     "The API token is not one of this service, or was revoked"};
inline const ErrorCode kTokenNameTaken{ErrorKind::Conflict, "token_name_taken", "There is a token of this name"};
inline const ErrorCode kTokenNotFound{ErrorKind::NotFound, "api_token_not_found", "There is no token of this name"};
inline const ErrorCode kUnknownScope{ErrorKind::Invalid, "unknown_scope", "Scopes are orders:read and orders:write"};

// Asks PostgreSQL each time, in one trip: a revoked token is refused from that moment on. An address of which too many
// tokens have failed has to wait.
class Tokens final : public web::Authenticator {
 public:
  Tokens(postgres::Database& database, Ids& ids, const Clock& clock) : database_(database), ids_(ids), clock_(clock) {}

  // Errors: token_invalid; too_many_bad_credentials.
  Task<Result<std::optional<web::Principal>>> authenticate(http::Request& request) override;
  std::vector<const ErrorCode*> answers() const override { return {&kTokenInvalid, &web::kTooManyBadCredentials}; }
  // The text of a new token, which is nowhere else. Errors: unknown_scope, token_name_taken.
  Task<Result<Secret<std::string>>> create(std::string name, std::vector<std::string> scopes);
  Task<Result<void>> revoke(std::string name);  // error: api_token_not_found

 private:
  Task<Result<web::Principal>> find(std::string token);

  postgres::Database& database_;
  Ids& ids_;
  const Clock& clock_;
  web::FailedLookups failures_;
};

}  // namespace orders
