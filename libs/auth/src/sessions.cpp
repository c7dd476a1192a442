#include "tenstone/auth/sessions.hpp"

#include "credential_cache.hpp"
#include "records.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::auth {
namespace {
using postgres::Statement;

constexpr std::size_t kTokenBytes = 32;

// A disabled user or a lost membership holds no session, whatever the row says.
constexpr Statement kFind{"sessions.find", R"(
  select s.id, s.org_id, s.user_id, s.remembered, s.created_at, s.last_seen_at, s.idle_expires_at, s.expires_at
  from sessions s join users u on u.id = s.user_id join memberships m on m.org_id = s.org_id and m.user_id = s.user_id
  where s.token_hash = $1 and s.revoked_at is null and s.idle_expires_at > tenstone.now()
    and s.expires_at > tenstone.now() and u.status = 'active')"};

// No row: someone else was faster, or it does not hold any more.
constexpr Statement kTouch{"sessions.touch", R"(
  update sessions set last_seen_at = tenstone.now(),
                      idle_expires_at = least(tenstone.now() + make_interval(secs => $2), expires_at)
  where id = $1 and revoked_at is null and idle_expires_at > tenstone.now() and expires_at > tenstone.now()
    and last_seen_at <= tenstone.now() - interval '60 seconds'
  returning last_seen_at, idle_expires_at)"};
struct Touched {
  Time last_seen_at, idle_expires_at;
};

constexpr Statement kList{"sessions.list", R"(
  select id, org_id, created_at, last_seen_at, least(idle_expires_at, expires_at), host(ip), ua from sessions
  where user_id = $1 and revoked_at is null and idle_expires_at > tenstone.now() and expires_at > tenstone.now()
  order by created_at desc, id desc)"};

// A day is more than any copy of a session lasts, or the list of those that were revoked (credential_cache.hpp).
constexpr std::size_t kRemovedAtOnce = 1000;
constexpr Statement kRemoveEnded{"sessions.remove_ended", R"(
  delete from sessions where id in (
    select id from sessions where expires_at <= tenstone.now() - interval '1 day'
    order by expires_at limit 1000 for update skip locked))"};

}  // namespace

Sessions::Sessions(postgres::Database& database, redis::Redis& redis, const Secret<std::string>& cache_key,
                   const Clock& clock, Ids& ids, Passwords& passwords, SessionPolicy policy)
    : database_(database),
      clock_(clock),
      ids_(ids),
      passwords_(passwords),
      policy_(policy),
      cache_(std::make_unique<CredentialCache>(database, redis, cache_key)) {}

Sessions::~Sessions() = default;

bool Sessions::well_formed(std::string_view token) {
  const auto bytes = from_base64url(token);
  return bytes && bytes->size() == kTokenBytes;
}

Task<Result<Session>> Sessions::check(std::string token) {
  if (!well_formed(token)) co_return kSessionExpired;
  const std::string hash = sha256(token);
  const Time now = clock_.now();

  // [snippet:check]
  const auto found = co_await cache_->find(hash, now);
  if (found.revoked) co_return kSessionExpired;
  const auto copy = found.fenced && found.copy ? decode_session(*found.copy) : std::nullopt;
  if (copy && !copy->holds_at(now)) co_return kSessionExpired;
  if (copy && now - copy->last_seen_at < kTouchInterval) co_return *copy;
  // [/snippet:check]
  if (!found.fenced) co_await cache_->renew_fence(found);

  auto session = co_await ask_database(hash);
  if (!session) co_return session.error();
  if (now - session->last_seen_at >= kTouchInterval) co_return co_await touch(std::move(*session), hash);
  if (found.reachable) co_await cache_->put(hash, encode(*session), now, session->idle_expires_at, false);
  co_return session;
}

Task<Result<Session>> Sessions::ask_database(std::string hash) {
  const auto rows = co_await database_.read(kFind, postgres::Bytes{std::move(hash)});
  const auto session = rows.one<Session>();
  if (!session) co_return kSessionExpired;
  co_return *session;
}

// Only for a session that PostgreSQL has just confirmed.
Task<Result<Session>> Sessions::touch(Session session, std::string hash) {
  const double idle = static_cast<double>(policy_.idle_of(session.remembered).count());
  const auto rows = co_await database_.write(kTouch, session.id, idle);
  if (!rows) co_return rows.error();
  const auto touched = rows->one<Touched>();
  if (!touched) co_return co_await ask_database(std::move(hash));
  session.last_seen_at = touched->last_seen_at;
  session.idle_expires_at = touched->idle_expires_at;
  co_await cache_->put(std::move(hash), encode(session), clock_.now(), session.idle_expires_at, true);
  co_return session;
}

Task<std::vector<Device>> Sessions::list(Uuid user) {
  const auto rows = co_await database_.read(kList, user);
  co_return rows.as<Device>();
}

Task<Result<void>> Sessions::revoke(Uuid user, Uuid session, Actor by) {
  const auto ended = co_await end(user, session, std::nullopt, std::move(by));
  if (!ended) co_return ended.error();
  if (*ended == 0) co_return kSessionNotFound;
  co_return Result<void>();
}

Task<Result<int>> Sessions::revoke_all(Uuid user, std::optional<Uuid> except, Actor by) {
  return end(user, std::nullopt, except, std::move(by));
}

Task<std::int64_t> Sessions::remove_ended() {
  std::int64_t removed = 0;
  for (std::size_t last = kRemovedAtOnce; last == kRemovedAtOnce;) {
    const auto rows = co_await database_.write(kRemoveEnded);
    if (!rows) throw Failure(rows.error());
    last = rows->affected();
    removed += static_cast<std::int64_t>(last);
  }
  co_return removed;
}

}  // namespace tenstone::auth
