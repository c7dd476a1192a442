#include <algorithm>

#include "session_cache.hpp"
#include "session_ended.hpp"
#include "tenstone/auth/sessions.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::auth {
namespace {

constexpr postgres::Statement kEnd{"sessions.end", R"(
  update sessions set revoked_at = tenstone.now(), revoked_xid = pg_current_xact_id(), revoke_reason = 'revoked'
  where user_id = $1 and revoked_at is null and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3)
    and idle_expires_at > tenstone.now() and expires_at > tenstone.now()
  returning id, org_id, token_hash)"};

}  // namespace

Task<Result<int>> Sessions::end(Uuid user, std::optional<Uuid> only, std::optional<Uuid> except, Actor by) {
  auto transaction = co_await database_.begin();
  const auto rows = co_await transaction.execute(kEnd, user, only, except);
  if (!rows) co_return rows.error();
  auto hashes = co_await log_ended(transaction, ids_, *rows, std::move(by));
  if (!hashes) co_return hashes.error();
  co_await transaction.commit();
  const int count = static_cast<int>(hashes->size());
  co_await cache_->revoke(std::move(*hashes));
  co_return count;
}

Task<Result<std::vector<std::string>>> log_ended(postgres::Transaction& transaction, Ids& ids, postgres::Rows rows,
                                                 Actor by) {
  auto ended = rows.as<EndedSession>();
  std::ranges::sort(ended, {}, &EndedSession::org);  // heads are locked in one order: two of us cannot deadlock
  std::vector<std::string> hashes;
  for (EndedSession& session : ended) {
    auto entry = audit_entry(session.org, by, "session.ended", "session:" + to_string(session.id));
    entry.session_ref = session_ref(session.token_hash.value);
    const auto logged = co_await audit::append(transaction, ids, std::move(entry));
    if (!logged) co_return logged.error();
    hashes.push_back(std::move(session.token_hash.value));
  }
  co_return hashes;
}

}  // namespace tenstone::auth
