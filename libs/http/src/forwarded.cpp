#include "forwarded.hpp"

#include <algorithm>

#include "tenstone/http/field.hpp"

namespace tenstone::http {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// ":80" or ":_name".
bool is_port(std::string_view text) {
  constexpr std::size_t kDigits = 5;
  if (!text.starts_with(':') || text.size() < 2) return false;
  text.remove_prefix(1);
  if (!text.starts_with('_')) return text.size() <= kDigits && std::ranges::all_of(text, is_digit);
  return text.size() > 1 && std::ranges::all_of(text, [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
         });
}

}  // namespace

std::optional<IpAddress> parse_hop(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = std::min(text.find(']'), text.size() - 1);
    const std::string_view inside = text.substr(1, close - 1), rest = text.substr(close + 1);
    if (text[close] != ']' || !inside.contains(':') || !(rest.empty() || is_port(rest))) return std::nullopt;
    return IpAddress::parse(inside);
  }
  const auto colon = text.find(':');
  if (colon != text.npos && text.find(':', colon + 1) == text.npos) {
    if (!is_port(text.substr(colon))) return std::nullopt;
    text = text.substr(0, colon);
  }
  return IpAddress::parse(text);
}

std::optional<IpAddress> forwarded_for(std::string_view rest) {
  std::optional<std::string_view> node;
  for (rest = trim(rest); !rest.empty(); rest = trim(rest)) {
    if (rest.starts_with(';')) {
      rest.remove_prefix(1);
      continue;
    }
    const auto equals = rest.find('=');
    if (equals == rest.npos) return std::nullopt;
    const std::string_view name = rest.substr(0, equals);
    rest.remove_prefix(equals + 1);
    std::string_view value;
    if (rest.starts_with('"')) {
      const std::size_t length = quoted_length(rest);
      if (length == 0) return std::nullopt;
      value = rest.substr(1, length - 2);
      rest = trim(rest.substr(length));
      if (!rest.empty() && !rest.starts_with(';')) return std::nullopt;
    } else {
      value = rest.substr(0, rest.find(';'));
      rest.remove_prefix(value.size());
      value = trim(value);
      if (value.contains('"')) return std::nullopt;
    }
    if (!equal_ignoring_case(name, "for")) continue;
    if (node) return std::nullopt;
    node = value;
  }
  return node ? parse_hop(*node) : std::nullopt;
}

}  // namespace tenstone::http
