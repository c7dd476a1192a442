#include "tenstone/auth/accounts.hpp"

#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/organisations.hpp"
#include "tenstone/auth/recovery.hpp"
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
  auto phc = co_await passwords_.hash(std::move(sign_up.password));
  if (!phc) co_return phc.error();

  co_return co_await make(*email, std::move(*phc), std::move(sign_up));
}

Task<Result<void>> Accounts::tell_owner(std::string email, Client client) {
  if (!recovery_) co_return Result<void>();
  co_return co_await recovery_->request(LetterKind::Taken, std::move(email), std::move(client));
}

Task<Result<Account>> Accounts::make(Email email, std::string phc, SignUp sign_up) {
  auto transaction = co_await database_.begin();
  const auto user = co_await create_user(transaction, ids_, email);
  if (!user) co_return user.error();
  const auto stored = co_await transaction.execute(kSetPassword, *user, phc);
  if (!stored) co_return stored.error();
  std::string name = sign_up.organisation.empty() ? "Personal" : std::move(sign_up.organisation);
  const Actor by = Actor::user(*user, std::move(sign_up.client));
  const auto org = co_await create_organisation(transaction, ids_, std::move(name), *user, by);
  if (!org) co_return org.error();
  if (recovery_) {
    const auto asked = co_await recovery_->request(transaction, LetterKind::Verify, std::move(email), by.client);
    if (!asked) co_return asked.error();
  }
  co_await transaction.commit();
  if (recovery_) recovery_->postbox().wake();
  co_return Account{.user = *user, .org = *org};
}

}  // namespace tenstone::auth
