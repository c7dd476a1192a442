#include "credential_cache.hpp"
#include "session_ended.hpp"
#include "tenstone/auth/sessions.hpp"

namespace tenstone::auth {
namespace {

using Hashes = std::vector<std::string>;

constexpr postgres::Statement kEnd{"sessions.end", R"(
  update sessions set revoked_at = tenstone.now(), revoked_xid = pg_current_xact_id(), revoke_reason = 'revoked'
  where user_id = $1 and revoked_at is null and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3)
    and idle_expires_at > tenstone.now() and expires_at > tenstone.now()
  returning id, org_id, token_hash)"};

}  // namespace

Task<Result<int>> Sessions::end(Uuid user, std::optional<Uuid> only, std::optional<Uuid> except, Actor by) {
  const auto end_them = [&](postgres::Transaction& transaction) {
    return end_sessions(transaction, user, only, except, by);
  };
  auto hashes = co_await audit::change<Hashes>(database_, ids_, end_them);
  if (!hashes) co_return hashes.error();
  const int count = static_cast<int>(hashes->size());
  co_await cache_->revoke(std::move(*hashes));
  co_return count;
}

Task<> Sessions::forget(Hashes ended) { return cache_->revoke(std::move(ended)); }

Task<Result<audit::Changed<Hashes>>> end_sessions(postgres::Transaction& transaction, Uuid user,
                                                  std::optional<Uuid> only, std::optional<Uuid> except, Actor by) {
  const auto rows = co_await transaction.execute(kEnd, user, only, except);
  if (!rows) co_return rows.error();
  audit::Changed<Hashes> ended;
  for (EndedSession& session : rows->as<EndedSession>()) {
    ended.entries.push_back(entry_of(session, by));
    ended.value.push_back(std::move(session.token_hash.value));
  }
  co_return ended;
}

audit::Entry entry_of(const EndedSession& session, const Actor& by) {
  auto entry = audit_entry(session.org, by, "session.ended", "session:" + to_string(session.id));
  entry.session_ref = session_ref(session.token_hash.value);
  return entry;
}

}  // namespace tenstone::auth
