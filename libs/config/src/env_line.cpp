#include "env_line.hpp"

#include <algorithm>

namespace tenstone::config {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '.' || c == '-';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_comment(std::string_view text) { return text.empty() || text.front() == '#'; }

std::expected<std::string, std::string> value_of(std::string_view text) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
    std::size_t end = 0;
    while (end < text.size() && !(text[end] == '#' && (end == 0 || is_blank(text[end - 1])))) ++end;
    return std::string(trimmed(text.substr(0, end)));
  }
  const std::size_t close = text.find(text.front(), 1);
  if (close == text.npos) return std::unexpected("opens a quote that this line does not close: close it");
  if (!is_comment(trimmed(text.substr(close + 1))))
    return std::unexpected("has more behind its closing quote: put all of the value in quotes of the other kind");
  return std::string(text.substr(1, close - 1));
}

// "_<digits>_<protocol>" and what may follow it.
bool is_link_port(std::string_view text) {
  const std::size_t digits = std::ranges::find_if_not(text, is_digit) - text.begin();
  if (digits == 0) return false;
  text.remove_prefix(digits);
  for (const std::string_view protocol : {"_TCP", "_UDP", "_SCTP"})
    if (text.starts_with(protocol)) {
      text.remove_prefix(protocol.size());
      return text.empty() || text == "_ADDR" || text == "_PORT" || text == "_PROTO";
    }
  return false;
}

bool is_address(std::string_view value) {
  return value.starts_with("tcp://") || value.starts_with("udp://") || value.starts_with("sctp://");
}

}  // namespace

std::expected<EnvLine, std::string> read_env_line(std::string_view line) {
  std::string_view text = trimmed(line);
  if (is_comment(text)) return EnvLine{};
  constexpr std::string_view kExport = "export ";
  if (text.starts_with(kExport)) text = trimmed(text.substr(kExport.size()));
  const std::size_t equals = text.find('=');
  const std::string_view name = trimmed(text.substr(0, equals));
  if (equals == text.npos || name.empty() || !std::ranges::all_of(name, is_of_name))
    return std::unexpected("must be NAME=value, or a comment that starts with #");
  auto value = value_of(trimmed(text.substr(equals + 1)));
  if (!value) return std::unexpected(value.error());
  return EnvLine{std::string(name), *std::move(value)};
}

bool is_service_link(std::string_view name, std::string_view value, bool is_setting) {
  if (name.ends_with("_PORT") && is_address(value)) return true;
  if (is_setting) return false;
  if (name.ends_with("_SERVICE_HOST") || name.ends_with("_SERVICE_PORT") || name.contains("_SERVICE_PORT_"))
    return true;
  constexpr std::string_view kPort = "_PORT_";
  for (std::size_t at = name.find(kPort); at != name.npos; at = name.find(kPort, at + 1))
    if (is_link_port(name.substr(at + kPort.size()))) return true;
  return name.contains("_ENV_") || (name.ends_with("_NAME") && value.starts_with('/'));
}

}  // namespace tenstone::config
