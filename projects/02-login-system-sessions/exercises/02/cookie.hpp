// Exercise 02: a cookie that scripts cannot read and other hosts cannot set.
//
// set_cookie() makes the value of a Set-Cookie header. This one can be read by every script of the page, is sent
// without TLS, and is sent with the forms of other sites. Change it so that the cookie is called __Host-sid and has
// Path=/, Secure, HttpOnly and SameSite=Lax; browsers take a cookie with that prefix only if it has the first two and
// no Domain. `lives_for` says for how long the browser keeps it: Max-Age, in whole seconds. Nothing: until it is
// closed. 0 removes a cookie, so a time that is not over yet is at least 1; browsers keep none for more than kLongest.
//
// token_of() reads the Cookie header of a request: name=value pairs, "; " between them. This takes the first text that
// looks right. Change it so that it compares whole names, and returns nothing when there are two of that name: somebody
// has set one of them who should not.
#pragma once
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace stub {

constexpr std::chrono::days kLongest{400};

inline std::string set_cookie(std::string_view token, std::optional<std::chrono::milliseconds> lives_for) {
  std::string cookie = "sid=" + std::string(token);
  if (lives_for) cookie += "; Max-Age=" + std::to_string(lives_for->count() / 1000);
  return cookie;
}

inline std::optional<std::string> token_of(std::string_view cookies) {
  constexpr std::string_view kName = "sid=";
  const auto at = cookies.find(kName);
  if (at == cookies.npos) return std::nullopt;
  const auto value = cookies.substr(at + kName.size());
  return std::string(value.substr(0, value.find(';')));
}

}  // namespace stub
