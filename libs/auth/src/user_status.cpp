#include "credential_cache.hpp"
#include "session_ended.hpp"
#include "tenstone/audit/change.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/sessions.hpp"

namespace tenstone::auth {
namespace {
using postgres::Bytes;
using postgres::Statement;
using Hashes = std::vector<std::string>;

constexpr Statement kLock{"users.lock",
                          "select status, (select org_id from memberships where user_id = $1 order by "
                          "created_at, org_id limit 1) from users where id = $1 for update"};
struct Locked {
  std::string status;
  std::optional<Uuid> org;
};

// Before the status changes: a trigger ends them with it.
constexpr Statement kSessions{"users.sessions", R"(
  select id, org_id, token_hash from sessions where user_id = $1 and revoked_at is null
    and idle_expires_at > tenstone.now() and expires_at > tenstone.now())"};
constexpr Statement kTokens{"users.tokens", "select hash from api_tokens where user_id = $1"};
constexpr Statement kSetStatus{"users.set_status", "update users set status = $2 where id = $1"};

audit::Entry status_entry(const Uuid& user, const std::optional<Uuid>& org, const Actor& by, bool active) {
  return audit_entry(org.value_or(Uuid()), by, active ? "user.enabled" : "user.disabled", "user:" + to_string(user));
}

// What works now and will not any more, with an audit entry for each session.
Task<Result<audit::Changed<Hashes>>> credentials_of(postgres::Transaction& transaction, const Uuid& user,
                                                    const Actor& by) {
  const auto sessions = co_await transaction.execute(kSessions, user);
  if (!sessions) co_return sessions.error();
  const auto tokens = co_await transaction.execute(kTokens, user);
  if (!tokens) co_return tokens.error();
  audit::Changed<Hashes> ended;
  for (EndedSession& session : sessions->as<EndedSession>()) {
    ended.entries.push_back(entry_of(session, by));
    ended.value.push_back(std::move(session.token_hash.value));
  }
  for (Bytes& hash : tokens->as<Bytes>()) ended.value.push_back(std::move(hash.value));
  co_return ended;
}

}  // namespace

Task<Result<void>> Sessions::set_active(Uuid user, bool active, Actor by) {
  const std::string status = active ? "active" : "disabled";
  const auto set = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<Hashes>>> {
    const auto rows = co_await transaction.execute(kLock, user);
    if (!rows) co_return rows.error();
    const auto locked = rows->one<Locked>();
    if (!locked) co_return kUserNotFound;
    audit::Changed<Hashes> changed;
    if (locked->status == status) co_return changed;
    if (!active) {
      auto ended = co_await credentials_of(transaction, user, by);
      if (!ended) co_return ended.error();
      changed = std::move(*ended);
    }
    const auto updated = co_await transaction.execute(kSetStatus, user, status);
    if (!updated) co_return updated.error();
    changed.entries.push_back(status_entry(user, locked->org, by, active));
    co_return changed;
  };
  auto hashes = co_await audit::change<Hashes>(database_, ids_, set);
  if (!hashes) co_return hashes.error();
  co_await cache_->revoke(std::move(*hashes));
  co_return Result<void>();
}

}  // namespace tenstone::auth
