#include "tenstone/config/area.hpp"

namespace tenstone::config {
namespace {

std::string replaced(std::string text, char from, char to) {
  std::ranges::replace(text, from, to);
  return text;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

}  // namespace

Key make_key(std::string_view area, std::string_view field, std::span<const Alias> aliases) {
  const auto join = [&](char separator) {
    return area.empty() ? std::string(field) : std::string(area) + separator + std::string(field);
  };
  Key key;
  key.key = join('.');
  key.field = field;
  key.flag = "--" + replaced(join('-'), '_', '-');
  key.names.push_back("TENSTONE_" + upper(replaced(join('_'), '-', '_')));
  for (const Alias& alias : aliases)
    if (alias.field == field) key.names.emplace_back(alias.name);
  return key;
}

}  // namespace tenstone::config
