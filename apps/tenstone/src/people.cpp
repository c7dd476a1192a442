// user add | token | revoke-token: straight to the database, for whoever runs the installation.
#include <fmt/core.h>

#include "person.hpp"
#include "process.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/organisations.hpp"
#include "tenstone/postgres/database.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw Failure(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Whoever runs the installation may give every scope. No expiry.
Task<> print_new_token(Process& process, Uuid org, Uuid user, std::vector<std::string> scopes) {
  auth::NewToken fresh{.org = org, .user = user, .name = "made by tenstone user", .scopes = std::move(scopes)};
  const auto token = or_throw(co_await process.platform.tokens().create(std::move(fresh), {}));
  fmt::print("organisation: {}\ntoken: {}\n", to_string(org), token.text.reveal());
}

Task<Uuid> organisation_for(postgres::Transaction& transaction, Ids& ids, Uuid user, std::string name) {
  co_return or_throw(co_await auth::create_organisation(transaction, ids, std::move(name), user, {}));
}

}  // namespace

int user_add(const Settings& settings, const std::string& text, const std::string& organisation) {
  const auth::Email email = email_of(text);
  Process process("user", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    auto transaction = co_await process.service.database().begin();
    const Uuid user = or_throw(co_await auth::create_user(transaction, process.service.ids(), email));
    const Uuid org =
        co_await organisation_for(transaction, process.service.ids(), user, organisation.empty() ? text : organisation);
    co_await transaction.commit();
    fmt::print("user: {}\n", to_string(user));
    co_await print_new_token(process, org, user, {"*"});
  });
  return 0;
}

int user_token(const Settings& settings, const std::string& text, const std::vector<std::string>& scopes) {
  Process process("user", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Person person = co_await find_person(process, text);
    co_await print_new_token(process, person.org, person.user, scopes);
  });
  return 0;
}

int user_revoke_token(const Settings& settings, const std::string& text) {
  const std::string prefix = text.starts_with("ts_") ? text.substr(3, 8) : text;
  Process process("user", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auto token = co_await process.platform.tokens().find(prefix);
    if (!token) throw Failure(Error(auth::kTokenNotFound, "there is no API token that begins with ts_" + prefix));
    or_throw(co_await process.platform.tokens().revoke(token->org, token->id, {}));
    fmt::print("revoked: ts_{}\n", prefix);
  });
  return 0;
}

}  // namespace tenstone::cli
