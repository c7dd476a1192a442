#include "tenstone/auth/session_cookie.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace tenstone::auth {
namespace {

constexpr std::string_view kAttributes = "Path=/; Secure; HttpOnly; SameSite=Lax";
constexpr std::chrono::seconds kLongest = std::chrono::days(400);

}  // namespace

std::string session_cookie(std::string_view token, std::optional<std::chrono::seconds> max_age) {
  std::string cookie = fmt::format("{}={}; {}", kSessionCookie, token, kAttributes);
  if (max_age) cookie += fmt::format("; Max-Age={}", std::min(*max_age, kLongest).count());
  return cookie;
}

std::string removed_session_cookie() { return fmt::format("{}=; {}; Max-Age=0", kSessionCookie, kAttributes); }

std::optional<std::string_view> session_token(std::string_view cookie_header) {
  std::optional<std::string_view> token;
  while (!cookie_header.empty()) {
    std::string_view pair = cookie_header.substr(0, cookie_header.find(';'));
    cookie_header.remove_prefix(std::min(pair.size() + 1, cookie_header.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(" \t"), pair.size()));
    if (!pair.starts_with(kSessionCookie) || pair.size() == kSessionCookie.size() || pair[kSessionCookie.size()] != '=')
      continue;
    if (token) return std::nullopt;
    token = pair.substr(kSessionCookie.size() + 1);
    token->remove_suffix(token->size() - std::min(token->find_last_not_of(" \t") + 1, token->size()));
  }
  return token;
}

}  // namespace tenstone::auth
