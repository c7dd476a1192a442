// Whether a request may come from another site's page: Fetch Metadata first, Origin where a browser is too old for it
// (OWASP Cross-Site Request Forgery Prevention, "Fetch Metadata headers").
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tenstone::auth {

struct RequestOrigin {
  std::string_view method;
  std::optional<std::string_view> sec_fetch_site, origin;  // the headers, as they came
  bool has_cookies = false;                                // any Cookie header at all
};

// In this order: GET, HEAD, OPTIONS and TRACE pass; Sec-Fetch-Site same-origin or none passes; an Origin in `allowed`
// ("https://app.example.com", as browsers write it) passes; without both headers it passes if it has no cookies, since
// it is then no browser that could be misled. Everything else does not. Ask for login and sign-up too.
bool same_site(const RequestOrigin& request, std::span<const std::string> allowed);

}  // namespace tenstone::auth
