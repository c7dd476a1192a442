#include "tenstone/auth/csrf.hpp"

#include <algorithm>

namespace tenstone::auth {

bool same_site(const RequestOrigin& request, std::span<const std::string> allowed) {
  constexpr std::string_view kSafe[] = {"GET", "HEAD", "OPTIONS", "TRACE"};
  if (std::ranges::find(kSafe, request.method) != std::end(kSafe)) return true;
  if (request.sec_fetch_site == "same-origin" || request.sec_fetch_site == "none") return true;
  if (request.origin && *request.origin != "null" && std::ranges::find(allowed, *request.origin) != allowed.end())
    return true;
  return !request.sec_fetch_site && !request.origin && !request.has_cookies;
}

}  // namespace tenstone::auth
