// The session's cookie: __Host-sid, Path=/, Secure, HttpOnly, SameSite=Lax. The __Host- prefix makes browsers refuse it
// from subdomains and without Secure; they take Secure cookies on http://localhost too, so there is no other form.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tenstone::auth {

inline constexpr std::string_view kSessionCookie = "__Host-sid";

// The value of Set-Cookie. Without `max_age` it goes with the browser's session; browsers cap it at 400 days.
std::string session_cookie(std::string_view token, std::optional<std::chrono::seconds> max_age);
// The value of Set-Cookie that removes it.
std::string removed_session_cookie();

// The token in the value of a Cookie header; nothing when there is none. Two of this name: nothing, since one of them
// is forged.
std::optional<std::string_view> session_token(std::string_view cookie_header);

}  // namespace tenstone::auth
