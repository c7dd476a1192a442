#include "failed_logins.hpp"

#include "audit_entry.hpp"
#include "tenstone/audit/change.hpp"
#include "tenstone/core/encoding.hpp"

namespace tenstone::auth {
namespace {
using postgres::Statement;

// Of those that were forgotten, some go each time: nobody has to come and clean up.
constexpr Statement kCount{"failed_logins.count", R"(
  with forgotten as (
    delete from failed_logins where account in (
      select account from failed_logins where last_at < tenstone.now() - interval '90 days' and account <> $1
      order by last_at limit 10 for update skip locked))
  insert into failed_logins (account, streak) values ($1, 1)
  on conflict (account) do update set streak = failed_logins.streak + 1, last_at = tenstone.now())"};

audit::Entry entry_of(const TriedAccount& account, Client client) {
  const Actor by{.name = "nobody", .client = std::move(client)};
  const std::string subject =
      account.user ? "user:" + to_string(*account.user) : "account:" + to_hex(account.key.value).substr(0, 16);
  return audit_entry(account.org.value_or(Uuid()), by, "login.failed", subject);
}

}  // namespace

Task<> note_failed_login(postgres::Database& database, Ids& ids, TriedAccount account, Client client) {
  const auto note = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto counted = co_await transaction.execute(kCount, account.key);
    if (!counted) co_return counted.error();
    co_return audit::Changed<void>{{entry_of(account, client)}};
  };
  const auto noted = co_await audit::change<void>(database, ids, note);
  if (!noted) throw Failure(noted.error());
}

}  // namespace tenstone::auth
