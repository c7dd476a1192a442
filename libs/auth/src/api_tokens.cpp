#include "tenstone/auth/api_tokens.hpp"

#include <algorithm>

#include "audit_entry.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/token_text.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/postgres/database.hpp"
#include "utf8.hpp"

namespace tenstone::auth {
namespace {
using postgres::Bytes;
using postgres::Statement;

constexpr Statement kCreate{"api_tokens.create", R"(
  insert into api_tokens (org_id, id, prefix, hash, user_id, name, scopes, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8))"};

constexpr Statement kFind{"api_tokens.find", R"(
  select t.hash, t.org_id, t.user_id, t.id, t.scopes,
         coalesce(t.last_used_at <= tenstone.now() - interval '1 minute', true)
  from api_tokens t join users u on u.id = t.user_id
  where t.prefix = $1 and (t.expires_at is null or t.expires_at > tenstone.now()) and u.status = 'active')"};

// Asks again: of many requests in one moment only one writes.
constexpr Statement kTouch{"api_tokens.touch", R"(
  update api_tokens set last_used_at = tenstone.now()
  where org_id = $1 and id = $2 and coalesce(last_used_at <= tenstone.now() - interval '1 minute', true))"};

constexpr Statement kList{"api_tokens.list", R"(
  select id, prefix, user_id, name, scopes, created_at, expires_at, last_used_at
  from api_tokens where org_id = $1 order by id desc)"};

constexpr Statement kOwner{"api_tokens.owner", "select org_id, id from api_tokens where prefix = $1"};

constexpr Statement kRevoke{"api_tokens.revoke", "delete from api_tokens where org_id = $1 and id = $2"};

struct Found {
  Bytes hash;
  Uuid org, user, id;
  std::vector<std::string> scopes;
  bool touch;
};

bool valid_scope(const std::string& scope) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789:*._-";
  return !scope.empty() && scope.size() <= 64 && scope.find_first_not_of(kAllowed) == std::string::npos;
}

}  // namespace

Task<Result<IssuedToken>> ApiTokens::create(NewToken token, Actor by) {
  const auto length = count_code_points(token.name);
  if (!length || *length < 1 || *length > 200 || token.name.find('\0') != std::string::npos) co_return kNameInvalid;
  if (token.scopes.empty() || token.scopes.size() > 50 || !std::ranges::all_of(token.scopes, valid_scope))
    co_return kScopeInvalid;

  IssuedToken issued{.id = ids_.next(), .text = make_token_text()};
  const std::string prefix(token_prefix(issued.text.reveal()).value());
  auto transaction = co_await database_.begin();
  const auto created =
      co_await transaction.execute(kCreate, token.org, issued.id, prefix, Bytes{sha256(issued.text.reveal())},
                                   token.user, token.name, token.scopes, token.expires_at);
  if (!created && created.error().detail == "api_tokens_member_fkey") co_return kMemberNotFound;
  if (!created) co_return created.error();
  auto entry = audit_entry(token.org, by, "token.created", "token:" + to_string(issued.id));
  const auto logged = co_await audit::append(transaction, ids_, std::move(entry));
  if (!logged) co_return logged.error();
  co_await transaction.commit();
  co_return issued;
}

Task<Result<Caller>> ApiTokens::verify(std::string text) {
  const auto prefix = token_prefix(text);
  if (!prefix) co_return kInvalidToken;
  const auto rows = co_await database_.read(kFind, *prefix);
  const auto found = rows.one<Found>();
  if (!found || !equal_in_constant_time(found->hash.value, sha256(text))) co_return kInvalidToken;
  if (found->touch) {
    const auto touched = co_await database_.write(kTouch, found->org, found->id);
    if (!touched) co_return touched.error();
  }
  co_return Caller{.org = found->org, .user = found->user, .token = found->id, .scopes = found->scopes};
}

Task<std::vector<ApiToken>> ApiTokens::list(Uuid org) {
  const auto rows = co_await database_.read(kList, org);
  co_return rows.as<ApiToken>();
}

Task<std::optional<TokenPlace>> ApiTokens::find(std::string prefix) {
  const auto rows = co_await database_.read(kOwner, prefix);
  co_return rows.one<TokenPlace>();
}

Task<Result<void>> ApiTokens::revoke(Uuid org, Uuid id, Actor by) {
  auto transaction = co_await database_.begin();
  const auto revoked = co_await transaction.execute(kRevoke, org, id);
  if (!revoked) co_return revoked.error();
  if (revoked->affected() == 0) co_return kTokenNotFound;
  auto entry = audit_entry(org, by, "token.revoked", "token:" + to_string(id));
  const auto logged = co_await audit::append(transaction, ids_, std::move(entry));
  if (!logged) co_return logged.error();
  co_await transaction.commit();
  co_return Result<void>();
}

}  // namespace tenstone::auth
