#include "tenstone/web/bearer.hpp"

namespace tenstone::web {
namespace {

constexpr std::string_view kScheme = "Bearer";

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// "": the scheme alone, or with something that is no token68.
std::optional<std::string_view> token_of(std::string_view credentials) {
  if (!http::equal_ignoring_case(credentials.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  credentials.remove_prefix(kScheme.size());
  if (!credentials.empty() && credentials.front() != ' ') return std::nullopt;  // a longer word: another scheme
  while (credentials.starts_with(' ')) credentials.remove_prefix(1);
  return is_token68(credentials) ? credentials : std::string_view();
}

}  // namespace

bool is_token68(std::string_view text) {
  constexpr std::string_view kOthers = "-._~+/";
  std::size_t size = 0;
  while (size < text.size() && (is_letter_or_digit(text[size]) || kOthers.contains(text[size]))) ++size;
  return size > 0 && text.find_first_not_of('=', size) == text.npos;
}

std::optional<std::string_view> bearer_token(const http::Request& request) {
  std::optional<std::string_view> found;
  std::size_t headers = 0;
  for (const http::Field& field : request.headers()) {
    if (!http::equal_ignoring_case(field.name, "Authorization")) continue;
    ++headers;
    if (const auto token = token_of(field.value)) found = token;
  }
  return found && headers > 1 ? std::string_view() : found;
}

}  // namespace tenstone::web
