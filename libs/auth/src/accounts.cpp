#include "tenstone/auth/accounts.hpp"

#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/organisations.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::auth {
namespace {

constexpr postgres::Statement kSetPassword{"password_credentials.create",
                                           "insert into password_credentials (user_id, phc, changed_at) "
                                           "values ($1, $2, tenstone.now())"};

}  // namespace

Task<Result<Account>> Accounts::sign_up(SignUp sign_up) {
  const auto email = parse_email(sign_up.email);
  if (!email) co_return email.error();
  const auto allowed = passwords_.check(sign_up.password.reveal(), email->normal);
  if (!allowed) co_return allowed.error();
  const auto phc = co_await passwords_.hash(std::move(sign_up.password));
  if (!phc) co_return phc.error();

  auto transaction = co_await database_.begin();
  const auto user = co_await create_user(transaction, ids_, *email);
  if (!user) co_return user.error();
  const auto stored = co_await transaction.execute(kSetPassword, *user, *phc);
  if (!stored) co_return stored.error();
  std::string name = sign_up.organisation.empty() ? "Personal" : std::move(sign_up.organisation);
  Actor by = Actor::user(*user, std::move(sign_up.client));
  const auto org = co_await create_organisation(transaction, ids_, std::move(name), *user, std::move(by));
  if (!org) co_return org.error();
  co_await transaction.commit();
  co_return Account{.user = *user, .org = *org};
}

}  // namespace tenstone::auth
