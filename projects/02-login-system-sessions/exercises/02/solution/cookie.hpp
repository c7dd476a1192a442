// Rounded up, so that a cookie with some time left is not removed. The pairs are taken off one by one.
#pragma once
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace solution {

constexpr std::chrono::days kLongest{400};

inline std::string set_cookie(std::string_view token, std::optional<std::chrono::milliseconds> lives_for) {
  std::string cookie = "__Host-sid=" + std::string(token) + "; Path=/; Secure; HttpOnly; SameSite=Lax";
  if (lives_for) {
    const auto seconds = std::min<std::chrono::seconds>(std::chrono::ceil<std::chrono::seconds>(*lives_for), kLongest);
    cookie += "; Max-Age=" + std::to_string(seconds.count());
  }
  return cookie;
}

inline std::optional<std::string> token_of(std::string_view cookies) {
  constexpr std::string_view kName = "__Host-sid=";
  std::optional<std::string> token;
  while (!cookies.empty()) {
    const auto pair = cookies.substr(0, cookies.find("; "));
    cookies.remove_prefix(std::min(pair.size() + 2, cookies.size()));
    if (!pair.starts_with(kName)) continue;
    if (token) return std::nullopt;
    token = pair.substr(kName.size());
  }
  return token;
}

}  // namespace solution
