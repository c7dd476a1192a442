// One's own API tokens, under /v1/tokens: only a session may make, see and revoke them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/auth/api_tokens.hpp"
#include "tenstone/web/failed_lookups.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::auth {

struct NewTokenBody {
  std::string name;
  std::vector<std::string> scopes;
  std::string expires_in = kTokenLifetime;
};
constexpr auto schema(validation::For<NewTokenBody>) {
  using validation::field;
  return validation::object<NewTokenBody>(
      field("name", &NewTokenBody::name).trim().length(1, 200),
      field("scopes", &NewTokenBody::scopes).items(1, 50).each(validation::text().length(1, 64)),
      field("expires_in", &NewTokenBody::expires_in).or_default().about("12h, 90d, or never"));
}

// Of a token nobody is shown more than its beginning.
struct TokenJson {
  Uuid id, organisation;
  std::string prefix, name;  // "ts_0123abcd"
  std::vector<std::string> scopes;
  Time created_at;
  std::optional<Time> expires_at, last_used_at;
};
constexpr auto schema(validation::For<TokenJson>) {
  using validation::field;
  return validation::object<TokenJson>(
      field("id", &TokenJson::id), field("organisation", &TokenJson::organisation),
      field("prefix", &TokenJson::prefix).about("How its text begins"), field("name", &TokenJson::name),
      field("scopes", &TokenJson::scopes), field("created_at", &TokenJson::created_at),
      field("expires_at", &TokenJson::expires_at), field("last_used_at", &TokenJson::last_used_at));
}

struct IssuedTokenJson {
  Uuid id;
  std::string token;
  std::optional<Time> expires_at;
};
constexpr auto schema(validation::For<IssuedTokenJson>) {
  using validation::field;
  return validation::object<IssuedTokenJson>(field("id", &IssuedTokenJson::id),
                                             field("token", &IssuedTokenJson::token).about("Shown this once"),
                                             field("expires_at", &IssuedTokenJson::expires_at));
}

class TokensController final : public web::Controller {
 public:
  TokensController(ApiTokens& tokens, web::FailedLookups& failures, const Clock& clock);

  // In the session's organisation, with scopes that the session has.
  Task<Result<web::WithHeaders<web::Created<IssuedTokenJson>>>> create(web::Body<NewTokenBody> body, web::Principal who,
                                                                       http::Request& request);
  Task<web::Page<TokenJson>> list(web::Principal who);
  Task<Result<void>> revoke(web::Path<"id", Uuid> id, web::Principal who, http::Request& request);

 private:
  ApiTokens& tokens_;
  web::FailedLookups& failures_;
  const Clock& clock_;
};

}  // namespace tenstone::auth
