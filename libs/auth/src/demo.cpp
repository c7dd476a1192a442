#include "tenstone/auth/demo.hpp"

#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/organisations.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::auth {
namespace {

constexpr auto kEmail = "demo@example.com";
constexpr auto kTokenName = "demo";

// Nothing: somebody else was faster, or something else failed.
Task<Result<Demo>> make_demo(postgres::Database& database, Ids& ids) {
  auto transaction = co_await database.begin();
  Demo demo;
  auto user = co_await create_user(transaction, ids, Email{.normal = kEmail, .display = kEmail});
  if (!user) co_return user.error();
  demo.user = *user;
  auto org = co_await create_organisation(transaction, ids, "Demo", demo.user, Actor());
  if (!org) co_return org.error();
  demo.org = *org;
  co_await transaction.commit();
  co_return demo;
}

}  // namespace

Task<Demo> ensure_demo(postgres::Database& database, Ids& ids) {
  auto user = co_await find_user(database, Email{.normal = kEmail, .display = kEmail});
  if (!user) {
    auto made = co_await make_demo(database, ids);
    if (made) co_return *made;
    if (!made.error().is(kEmailTaken)) throw Failure(made.error());
    user = co_await find_user(database, Email{.normal = kEmail, .display = kEmail});
  }
  const auto memberships = co_await memberships_of(database, user.value().id);
  if (memberships.empty()) throw Failure(Error(kMemberNotFound, {}, "the demo user belongs to no organisation"));
  co_return Demo{.org = memberships.front().org, .user = user->id};
}

Task<Secret<std::string>> issue_demo_token(ApiTokens& tokens, Demo demo) {
  for (const ApiToken& token : co_await tokens.list(demo.user)) {
    if (token.name != kTokenName) continue;
    const auto revoked = co_await tokens.revoke(token.org, token.id, Actor());
    if (!revoked && !revoked.error().is(kTokenNotFound)) throw Failure(revoked.error());
  }
  NewToken token{.org = demo.org, .user = demo.user, .name = kTokenName, .scopes = {"*"}, .expires_at = {}};
  auto issued = co_await tokens.create(std::move(token), Actor());
  if (!issued) throw Failure(issued.error());
  co_return std::move(issued->text);
}

Task<bool> demo_token_works(ApiTokens& tokens, Demo demo, std::string text) {
  const auto caller = co_await tokens.verify(std::move(text));
  co_return caller && caller->user == demo.user;
}

}  // namespace tenstone::auth
