#include "tenstone/postgres/connection_string.hpp"

#include <libpq-fe.h>
#include <memory>

#include "tenstone/postgres/errors.hpp"

namespace tenstone::postgres {
namespace {
using Settings = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

Result<Settings> parse(const std::string& connection_string) {
  // Without libpq's reason: it quotes the text, and so the password.
  Settings settings(PQconninfoParse(connection_string.c_str(), nullptr), PQconninfoFree);
  if (!settings) return kConnectionStringInvalid;
  return settings;
}

// "5432", or one for each of several hosts; libpq reads them only when it connects, and quotes a wrong one.
bool are_ports(std::string_view text) { return text.find_first_not_of("0123456789,") == text.npos; }

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

Result<void> check_connection_string(const std::string& connection_string) {
  const auto settings = parse(connection_string);
  if (!settings) return settings.error();
  for (const PQconninfoOption* one = settings->get(); one->keyword != nullptr; ++one)
    if (one->val != nullptr && std::string_view(one->keyword) == "port" && !are_ports(one->val))
      return kConnectionStringInvalid;
  return {};
}

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
