#include "one_time_tokens.hpp"

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::auth {
namespace {
using postgres::Bytes;
using postgres::Statement;

constexpr Statement kMakeToken{"one_time_tokens.make", R"(
  insert into one_time_tokens (hash, purpose, user_id, expires_at)
  values ($1, $2, $3, tenstone.now() + make_interval(secs => $4))
  on conflict (user_id, purpose) do update
    set hash = excluded.hash, created_at = excluded.created_at, expires_at = excluded.expires_at)"};

constexpr Statement kTokenOwner{"one_time_tokens.owner", R"(
  select u.id, u.email,
         (select org_id from memberships where user_id = u.id order by created_at, org_id limit 1)
  from one_time_tokens t join users u on u.id = t.user_id
  where t.hash = $1 and t.purpose = $2 and t.expires_at > tenstone.now() and u.status = 'active')"};

constexpr Statement kSpend{"one_time_tokens.spend", R"(
  delete from one_time_tokens where hash = $1 and purpose = $2 and expires_at > tenstone.now() returning user_id)"};

}  // namespace

Task<Result<Secret<std::string>>> make_one_time_token(postgres::Transaction& transaction, std::string_view purpose,
                                                      Uuid user, std::chrono::seconds lifetime) {
  Secret<std::string> token(to_base64url(random_string(32)));
  const auto made = co_await transaction.execute(kMakeToken, Bytes{sha256(token.reveal())}, std::string(purpose), user,
                                                 static_cast<double>(lifetime.count()));
  if (!made) co_return made.error();
  co_return token;
}

Task<std::optional<TokenOwner>> owner_of_one_time_token(postgres::Database& database, std::string_view purpose,
                                                        std::string token) {
  const auto rows = co_await database.read(kTokenOwner, Bytes{sha256(token)}, std::string(purpose));
  co_return rows.one<TokenOwner>();
}

Task<Result<bool>> spend_one_time_token(postgres::Transaction& transaction, std::string_view purpose,
                                        std::string token) {
  const auto spent = co_await transaction.execute(kSpend, Bytes{sha256(token)}, std::string(purpose));
  if (!spent) co_return spent.error();
  co_return !spent->empty();
}

}  // namespace tenstone::auth
