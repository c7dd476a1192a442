#include "tenstone/auth/api_tokens.hpp"

#include <algorithm>

#include "audit_entry.hpp"
#include "credential_cache.hpp"
#include "records.hpp"
#include "tenstone/audit/change.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/config/units.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/token_text.hpp"
#include "utf8.hpp"

namespace tenstone::auth {
namespace {
using postgres::Bytes;
using postgres::Statement;

constexpr Statement kCreate{"api_tokens.create", R"(
  insert into api_tokens (org_id, id, prefix, hash, user_id, name, scopes, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8))"};

// Until the transaction ends: who makes tokens of this user at the same time waits, and counts this one.
constexpr Statement kHoldOwner{"api_tokens.hold_owner", "select id from users where id = $1 for no key update"};
constexpr Statement kCountTokens{"api_tokens.count", R"(
  select count(*) from api_tokens where user_id = $1 and (expires_at is null or expires_at > tenstone.now()))"};
// Of those that have expired, the list keeps the last ones.
constexpr Statement kForgetExpired{"api_tokens.forget_expired", R"(
  delete from api_tokens where (org_id, id) in (
    select org_id, id from api_tokens where user_id = $1 and expires_at <= tenstone.now()
    order by expires_at desc, id desc offset $2))"};

constexpr Statement kFindToken{"api_tokens.find", R"(
  select t.hash, t.org_id, t.user_id, t.id, t.scopes, coalesce(t.expires_at, 'infinity'),
         coalesce(t.last_used_at, '-infinity'),
         coalesce(t.last_used_at <= tenstone.now() - interval '1 minute', true)
  from api_tokens t join users u on u.id = t.user_id
  where t.prefix = $1 and (t.expires_at is null or t.expires_at > tenstone.now()) and u.status = 'active')"};

// Asks again: of many requests in one moment only one writes.
constexpr Statement kTouchToken{"api_tokens.touch", R"(
  update api_tokens set last_used_at = tenstone.now()
  where org_id = $1 and id = $2 and coalesce(last_used_at <= tenstone.now() - interval '1 minute', true)
  returning last_used_at)"};

constexpr Statement kListTokens{"api_tokens.list", R"(
  select id, org_id, prefix, name, scopes, created_at, expires_at, last_used_at
  from api_tokens where user_id = $1 order by id desc)"};

constexpr Statement kApiTokenOwner{"api_tokens.owner", "select org_id, id from api_tokens where prefix = $1"};

constexpr Statement kRevoke{"api_tokens.revoke", "delete from api_tokens where org_id = $1 and id = $2 returning hash"};

struct Found {
  Bytes hash;
  Uuid org, user, id;
  std::vector<std::string> scopes;
  Time expires_at, last_used_at;
  bool touch;
};

// What has to be so before a token of this user is made. Error: too_many_tokens.
Task<Result<void>> make_room(postgres::Transaction& transaction, Uuid user) {
  const auto held = co_await transaction.execute(kHoldOwner, user);
  if (!held) co_return held.error();
  const auto forgotten = co_await transaction.execute(kForgetExpired, user, kMostTokens);
  if (!forgotten) co_return forgotten.error();
  const auto counted = co_await transaction.execute(kCountTokens, user);
  if (!counted) co_return counted.error();
  if (counted->one<std::int64_t>().value() >= kMostTokens) co_return kTooManyTokens;
  co_return Result<void>();
}

bool valid_scope(const std::string& scope) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789:*._-";
  return !scope.empty() && scope.size() <= 64 && scope.find_first_not_of(kAllowed) == std::string::npos;
}

}  // namespace

Result<std::optional<Time>> token_expiry(std::string_view lifetime, Time now) {
  constexpr std::chrono::milliseconds kShortest = std::chrono::minutes(1), kLongest = std::chrono::days(3653);
  if (lifetime == "never") return std::optional<Time>();
  const auto duration = config::parse_duration(lifetime);
  if (!duration || *duration < kShortest || *duration > kLongest) return kTokenLifetimeInvalid;
  return std::optional(now + *duration);
}

ApiTokens::ApiTokens(postgres::Database& database, redis::Redis& redis, const Secret<std::string>& cache_key,
                     const Clock& clock, Ids& ids)
    : database_(database),
      clock_(clock),
      ids_(ids),
      cache_(std::make_unique<CredentialCache>(database, redis, cache_key)) {}

ApiTokens::~ApiTokens() = default;

Task<Result<IssuedToken>> ApiTokens::create(NewToken token, Actor by) {
  const auto length = count_code_points(token.name);
  if (!length || *length < 1 || *length > 200 || token.name.find('\0') != std::string::npos) co_return kNameInvalid;
  if (token.scopes.empty() || token.scopes.size() > 50 || !std::ranges::all_of(token.scopes, valid_scope))
    co_return kScopeInvalid;

  IssuedToken issued{.id = ids_.next(), .text = make_token_text()};
  const std::string prefix(token_prefix(issued.text.reveal()).value());
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto room = co_await make_room(transaction, token.user);
    if (!room) co_return room.error();
    const auto created =
        co_await transaction.execute(kCreate, token.org, issued.id, prefix, Bytes{sha256(issued.text.reveal())},
                                     token.user, token.name, token.scopes, token.expires_at);
    if (!created && created.error().detail == "api_tokens_member_fkey") co_return kMemberNotFound;
    if (!created) co_return created.error();
    co_return audit::Changed<void>{{audit_entry(token.org, by, "token.created", "token:" + to_string(issued.id))}};
  };
  const auto created = co_await audit::change<void>(database_, ids_, make);
  if (!created) co_return created.error();
  co_return issued;
}

Task<Result<Caller>> ApiTokens::verify(std::string text) {
  const auto prefix = token_prefix(text);
  if (!prefix) co_return kInvalidToken;
  const std::string hash = sha256(text);
  const Time now = clock_.now();
  const auto found = co_await cache_->find(hash, now);
  if (found.revoked) co_return kInvalidToken;
  const auto copy = found.fenced && found.copy ? decode_token(*found.copy) : std::nullopt;
  if (copy && now >= copy->expires_at) co_return kInvalidToken;
  if (copy && now - copy->last_used_at < kTouchInterval) co_return copy->caller;
  if (!found.fenced) co_await cache_->renew_fence(found);

  const auto record = co_await ask_database(std::string(*prefix), hash);
  if (!record) co_return record.error();
  if (found.reachable) co_await cache_->put(hash, encode(*record), now, record->expires_at, copy.has_value());
  co_return record->caller;
}

Task<Result<TokenRecord>> ApiTokens::ask_database(std::string prefix, std::string hash) {
  const auto rows = co_await database_.read(kFindToken, prefix);
  const auto found = rows.one<Found>();
  if (!found || !equal_in_constant_time(found->hash.value, hash)) co_return kInvalidToken;
  TokenRecord record{.caller = {found->org, found->user, found->id, found->scopes},
                     .expires_at = found->expires_at,
                     .last_used_at = found->last_used_at};
  if (found->touch) {
    const auto touched = co_await database_.write(kTouchToken, found->org, found->id);
    if (!touched) co_return touched.error();
    if (const auto at = touched->one<Time>()) record.last_used_at = *at;
  }
  co_return record;
}

Task<std::vector<ApiToken>> ApiTokens::list(Uuid user) {
  const auto rows = co_await database_.read(kListTokens, user);
  co_return rows.as<ApiToken>();
}

Task<std::optional<TokenPlace>> ApiTokens::find(std::string prefix) {
  const auto rows = co_await database_.read(kApiTokenOwner, prefix);
  co_return rows.one<TokenPlace>();
}

Task<Result<void>> ApiTokens::revoke(Uuid org, Uuid id, Actor by) {
  const auto remove = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<std::string>>> {
    const auto removed = co_await transaction.execute(kRevoke, org, id);
    if (!removed) co_return removed.error();
    auto hash = removed->one<Bytes>();
    if (!hash) co_return kTokenNotFound;
    co_return audit::Changed<std::string>{std::move(hash->value),
                                          {audit_entry(org, by, "token.revoked", "token:" + to_string(id))}};
  };
  const auto hash = co_await audit::change<std::string>(database_, ids_, remove);
  if (!hash) co_return hash.error();
  std::vector<std::string> hashes{*hash};
  co_await cache_->revoke(std::move(hashes));
  co_return Result<void>();
}

}  // namespace tenstone::auth
