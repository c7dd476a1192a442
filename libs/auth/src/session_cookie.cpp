#include "tenstone/auth/session_cookie.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace tenstone::auth {
namespace {

// [snippet:cookie]
constexpr std::string_view kAttributes = "Path=/; Secure; HttpOnly; SameSite=Lax";
// [/snippet:cookie]
constexpr std::chrono::seconds kLongest = std::chrono::days(400);

}  // namespace

std::string session_cookie(std::string_view token, std::optional<std::chrono::seconds> max_age) {
  std::string cookie = fmt::format("{}={}; {}", kSessionCookie.view(), token, kAttributes);
  if (max_age) cookie += fmt::format("; Max-Age={}", std::min(*max_age, kLongest).count());
  return cookie;
}

std::string removed_session_cookie() { return fmt::format("{}=; {}; Max-Age=0", kSessionCookie.view(), kAttributes); }

}  // namespace tenstone::auth
