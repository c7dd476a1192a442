#include "tenstone/postgres/connection_string.hpp"

#include <libpq-fe.h>
#include <memory>

#include "tenstone/postgres/errors.hpp"

namespace tenstone::postgres {
namespace {
using Settings = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

Result<Settings> parse(const std::string& connection_string) {
  char* why = nullptr;
  Settings settings(PQconninfoParse(connection_string.c_str(), &why), PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> owner(why, PQfreemem);
  if (!settings) return Error(kDatabaseUnavailable, "The connection string cannot be read", why ? why : "no memory");
  return settings;
}

void add_setting(std::string& to, std::string_view name, std::string_view value) {
  if (!to.empty()) to += ' ';
  to.append(name) += "='";
  for (const char c : value) {
    if (c == '\'' || c == '\\') to += '\\';
    to += c;
  }
  to += '\'';
}

}  // namespace

Result<std::map<std::string, std::string>> connection_environment(const std::string& connection_string) {
  const auto settings = parse(connection_string);
  if (!settings) return settings.error();
  std::map<std::string, std::string> environment;
  for (const PQconninfoOption* one = settings->get(); one->keyword != nullptr; ++one)
    if (one->val != nullptr && one->envvar != nullptr) environment[one->envvar] = one->val;
  return environment;
}

Result<std::string> with_database(const std::string& connection_string, const std::string& database) {
  const auto settings = parse(connection_string);
  if (!settings) return settings.error();
  std::string changed;
  for (const PQconninfoOption* one = settings->get(); one->keyword != nullptr; ++one)
    if (one->val != nullptr && std::string_view(one->keyword) != "dbname") add_setting(changed, one->keyword, one->val);
  add_setting(changed, "dbname", database);
  return changed;
}

}  // namespace tenstone::postgres
