#include "tenstone/auth/csrf.hpp"

#include <algorithm>

#include "tenstone/http/field.hpp"

namespace tenstone::auth {
namespace {

// Takes `prefix` off the front; false when it is not there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Without `port`, which a browser leaves out of an Origin where it is the scheme's own.
std::string_view without(std::string_view host, std::string_view port) {
  return host.ends_with(port) ? host.substr(0, host.size() - port.size()) : host;
}

bool is_loopback(std::string_view host) {
  for (const std::string_view name : {"localhost", "127.0.0.1", "[::1]"})
    if (take(host, name)) return host.empty() || host.starts_with(':');
  return false;
}

bool is_own(std::string_view origin, std::string_view host) {
  if (host.empty()) return false;
  if (take(origin, "https://")) return http::equal_ignoring_case(origin, without(host, ":443"));
  return take(origin, "http://") && is_loopback(origin) && http::equal_ignoring_case(origin, without(host, ":80"));
}

}  // namespace

bool same_site(const RequestOrigin& request, std::span<const std::string> allowed) {
  constexpr std::string_view kSafe[] = {"GET", "HEAD", "OPTIONS", "TRACE"};
  if (std::ranges::find(kSafe, request.method) != std::end(kSafe)) return true;
  if (request.has_bearer) return true;
  if (request.sec_fetch_site == "same-origin" || request.sec_fetch_site == "none") return true;
  if (request.origin && *request.origin != "null" && std::ranges::find(allowed, *request.origin) != allowed.end())
    return true;
  if (request.sec_fetch_site) return false;
  return request.origin ? is_own(*request.origin, request.host.value_or("")) : !request.has_cookies;
}

}  // namespace tenstone::auth
