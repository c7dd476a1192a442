#include "tokens_controller.hpp"

#include <algorithm>

#include "tenstone/auth/authentication.hpp"
#include "tenstone/auth/errors.hpp"

namespace tenstone::auth {

TokensController::TokensController(ApiTokens& tokens, web::FailedLookups& failures, const Clock& clock)
    : tokens_(tokens), failures_(failures), clock_(clock) {
  route("POST /v1/tokens", &TokensController::create)
      .guard(web::requires_session())
      .answers(kNameInvalid, kScopeInvalid, kTokenLifetimeInvalid, kMemberNotFound, kTooManyTokens,
               web::kInsufficientScope)
      .summary("Make an API token, which is shown once");
  route("GET /v1/tokens", &TokensController::list).guard(web::requires_session()).summary("Your API tokens");
  route("DELETE /v1/tokens/{id}", &TokensController::revoke)
      .guard(web::requires_session())
      .answers(kTokenNotFound)
      .summary("Revoke one of your API tokens, at once and everywhere");
}

Task<Result<web::WithHeaders<web::Created<IssuedTokenJson>>>> TokensController::create(web::Body<NewTokenBody> body,
                                                                                       web::Principal who,
                                                                                       http::Request& request) {
  const auto withheld =
      std::ranges::find_if_not(body->scopes, [&](const std::string& scope) { return who.may(scope); });
  if (withheld != body->scopes.end())
    co_return Error(web::kInsufficientScope, "You cannot give the scope " + *withheld + ", which you do not have");
  const auto expires_at = token_expiry(body->expires_in, clock_.now());
  if (!expires_at) co_return expires_at.error();
  NewToken wanted{.org = who.org,
                  .user = who.user,
                  .name = std::move(body->name),
                  .scopes = std::move(body->scopes),
                  .expires_at = *expires_at};
  const auto issued = co_await tokens_.create(std::move(wanted), Actor::user(who.user, client_of(request)));
  if (!issued) co_return issued.error();
  failures_.made(issued->text.reveal());
  web::Created<IssuedTokenJson> created{{issued->id, issued->text.reveal(), *expires_at},
                                        "/v1/tokens/" + to_string(issued->id)};
  co_return web::WithHeaders(std::move(created)).header("Cache-Control", "no-store");
}

Task<web::Page<TokenJson>> TokensController::list(web::Principal who) {
  web::Page<TokenJson> page;
  for (ApiToken& token : co_await tokens_.list(who.user))
    page.data.push_back({token.id, token.org, "ts_" + token.prefix, std::move(token.name), std::move(token.scopes),
                         token.created_at, token.expires_at, token.last_used_at});
  co_return page;
}

Task<Result<void>> TokensController::revoke(web::Path<"id", Uuid> id, web::Principal who, http::Request& request) {
  const auto own = co_await tokens_.list(who.user);
  const auto found = std::ranges::find(own, *id, &ApiToken::id);
  if (found == own.end()) co_return kTokenNotFound;
  co_return co_await tokens_.revoke(found->org, found->id, Actor::user(who.user, client_of(request)));
}

}  // namespace tenstone::auth
