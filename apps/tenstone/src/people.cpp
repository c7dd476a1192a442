// user add | token | tokens | revoke-token: straight to the database, for whoever runs the installation.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "person.hpp"
#include "process.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/organisations.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/postgres/database.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw Failure(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::string or_never(std::optional<Time> time) { return time ? to_rfc3339(*time) : "never"; }

// Whoever runs the installation may give every scope.
Task<> print_new_token(Process& process, Uuid org, Uuid user, std::vector<std::string> scopes,
                       const std::string& lifetime) {
  const auto expires_at = or_throw(auth::token_expiry(lifetime, process.service.clock().now()));
  auth::NewToken fresh{
      .org = org, .user = user, .name = "made by tenstone user", .scopes = std::move(scopes), .expires_at = expires_at};
  const auto token = or_throw(co_await process.platform.tokens().create(std::move(fresh), {}));
  console::print("organisation: {}\ntoken: {}\nexpires: {}\n", to_string(org), token.text.reveal(),
                 or_never(expires_at));
}

}  // namespace

int user_add(const Settings& settings, const std::string& text, const std::string& organisation) {
  const auth::Email email = email_of(text);
  Process process("user", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    Ids& ids = process.service.ids();
    auto transaction = co_await process.service.database().begin();
    const Uuid user = or_throw(co_await auth::create_user(transaction, ids, email));
    auto joining = organisation.empty() ? auth::create_organisation(transaction, ids, text, user, {})
                                        : auth::join_organisation(transaction, ids, organisation, user, {});
    const Uuid org = or_throw(co_await std::move(joining));
    co_await transaction.commit();
    console::print("user: {}\n", to_string(user));
    co_await print_new_token(process, org, user, {"*"}, auth::kTokenLifetime);
  });
  return 0;
}

int user_token(const Settings& settings, const std::string& text, const std::vector<std::string>& scopes,
               const std::string& lifetime) {
  Process process("user", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Person person = co_await find_person(process, text);
    co_await print_new_token(process, person.org, person.user, scopes, lifetime);
  });
  return 0;
}

int user_tokens(const Settings& settings, const std::string& text) {
  Process process("user", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Person person = co_await find_person(process, text);
    for (const auth::ApiToken& token : co_await process.platform.tokens().list(person.user))
      console::print("ts_{}  {}  organisation {}  made {}  used {}  expires {}  {}\n", token.prefix,
                     fmt::format("{}", fmt::join(token.scopes, ",")), to_string(token.org),
                     to_rfc3339(token.created_at), or_never(token.last_used_at), or_never(token.expires_at),
                     token.name);
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
    console::print("revoked: ts_{}\n", prefix);
  });
  return 0;
}

}  // namespace tenstone::cli
