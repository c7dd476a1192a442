// Recovery: new passwords.
#include "credential_cache.hpp"
#include "one_time_tokens.hpp"
#include "session_ended.hpp"
#include "tenstone/audit/change.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/passwords.hpp"
#include "tenstone/auth/recovery.hpp"
#include "tenstone/auth/sessions.hpp"

namespace tenstone::auth {
namespace {
using postgres::Statement;
using Hashes = std::vector<std::string>;

// First in each transaction that also takes tokens, so that none waits for another in a circle. Logins of this user
// wait until the commit, and then see the new password (login.cpp).
constexpr Statement kLockActive{"recovery.lock", "select id from users where id = $1 and status = 'active' for update"};

constexpr Statement kReset{"recovery.reset", R"(
  insert into password_credentials (user_id, phc, changed_at) values ($1, $2, tenstone.now())
  on conflict (user_id) do update set phc = excluded.phc, changed_at = excluded.changed_at)"};

// No row: it has been changed since it was verified.
constexpr Statement kChange{"recovery.change", R"(
  update password_credentials set phc = $2, changed_at = tenstone.now() where user_id = $1 and phc = $3
  returning user_id)"};

// Who was kept out for too many failures (login.cpp) has proven who they are.
constexpr Statement kForget{"recovery.forget", R"(
  with forgiven as (
    delete from failed_logins where account = (select sha256(convert_to(email, 'UTF8')) from users where id = $1))
  delete from one_time_tokens where user_id = $1)"};

constexpr Statement kOwner{"recovery.owner", R"(
  select u.email, c.phc,
         (select org_id from memberships where user_id = u.id order by created_at, org_id limit 1)
  from users u left join password_credentials c on c.user_id = u.id where u.id = $1 and u.status = 'active')"};
struct Owner {
  std::string email;
  std::optional<std::string> phc;
  std::optional<Uuid> org;
};

constexpr Statement kProven{"recovery.proven", R"(
  update users set email_verified_at = coalesce(email_verified_at, tenstone.now()) where id = $1)"};

// What a new password ends, with its audit entries. Behind kLockActive.
Task<Result<audit::Changed<Hashes>>> end_what_it_opened(postgres::Transaction& transaction, Uuid user,
                                                        std::optional<Uuid> except, Actor by, audit::Entry entry) {
  const auto forgotten = co_await transaction.execute(kForget, user);
  if (!forgotten) co_return forgotten.error();
  auto ended = co_await end_sessions(transaction, user, std::nullopt, except, std::move(by));
  if (!ended) co_return ended.error();
  ended->entries.push_back(std::move(entry));
  co_return ended;
}

}  // namespace

Task<Result<void>> Recovery::reset(std::string token, Secret<std::string> password, Client client) {
  const auto owner = co_await owner_of_one_time_token(database_, kResetToken, token);
  if (!owner) co_return kTokenInvalid;
  const auto allowed = passwords_.check(password.reveal(), owner->email);
  if (!allowed) co_return allowed.error();
  const auto phc = co_await passwords_.hash(std::move(password));
  if (!phc) co_return phc.error();

  const Actor by = Actor::user(owner->user, std::move(client));
  const auto set = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<Hashes>>> {
    const auto locked = co_await transaction.execute(kLockActive, owner->user);
    if (!locked) co_return locked.error();
    if (locked->empty()) co_return kTokenInvalid;
    const auto spent = co_await spend_one_time_token(transaction, kResetToken, token);
    if (!spent) co_return spent.error();
    if (!*spent) co_return kTokenInvalid;
    const auto stored = co_await transaction.execute(kReset, owner->user, *phc);
    if (!stored) co_return stored.error();
    const auto proven = co_await transaction.execute(kProven, owner->user);
    if (!proven) co_return proven.error();
    auto entry = audit_entry(owner->org.value_or(Uuid()), by, "password.reset", "user:" + to_string(owner->user));
    co_return co_await end_what_it_opened(transaction, owner->user, std::nullopt, by, std::move(entry));
  };
  auto ended = co_await audit::change<Hashes>(database_, ids_, set);
  if (!ended) co_return ended.error();
  co_await sessions_.forget(std::move(*ended));
  co_return Result<void>();
}

Task<Result<void>> Recovery::change(Uuid user, Uuid session, Secret<std::string> current, Secret<std::string> password,
                                    Client client) {
  const auto rows = co_await database_.read(kOwner, user);
  const auto owner = rows.one<Owner>().value_or(Owner());
  const std::string before = owner.phc.value_or(std::string());
  const auto right = co_await passwords_.verify(std::move(current), before);
  if (!right) co_return right.error();
  if (!*right) co_return kPasswordWrong;
  const auto allowed = passwords_.check(password.reveal(), owner.email);
  if (!allowed) co_return allowed.error();
  const auto phc = co_await passwords_.hash(std::move(password));
  if (!phc) co_return phc.error();

  const Actor by = Actor::user(user, std::move(client));
  const auto set = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<Hashes>>> {
    const auto locked = co_await transaction.execute(kLockActive, user);
    if (!locked) co_return locked.error();
    const auto stored = co_await transaction.execute(kChange, user, *phc, before);
    if (!stored) co_return stored.error();
    if (locked->empty() || stored->empty()) co_return kPasswordWrong;
    auto entry = audit_entry(owner.org.value_or(Uuid()), by, "password.changed", "user:" + to_string(user));
    co_return co_await end_what_it_opened(transaction, user, session, by, std::move(entry));
  };
  auto ended = co_await audit::change<Hashes>(database_, ids_, set);
  if (!ended) co_return ended.error();
  co_await sessions_.forget(std::move(*ended));
  co_return Result<void>();
}

}  // namespace tenstone::auth
