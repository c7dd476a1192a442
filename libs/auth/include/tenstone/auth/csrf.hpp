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
  std::optional<std::string_view> sec_fetch_site, origin, host;  // the headers, as they came
  bool has_cookies = false;                                      // any Cookie header at all
  bool has_bearer = false;                                       // Authorization: Bearer, whether it holds or not
};

// The first row that fits decides. tests/csrf_test.cpp has every combination.
//
//   GET, HEAD, OPTIONS, TRACE              passes
//   Authorization: Bearer                  passes: no page can make a browser send it to another origin without asking
//                                          by CORS, and a request that has it never acts by its cookie
//   Sec-Fetch-Site: same-origin or none    passes: our own page, or the person by hand
//   an Origin of `allowed`                 passes ("https://app.example.com", as browsers write it)
//   any other Sec-Fetch-Site               refused
//   the own Origin                         passes: a browser before 2023 without Fetch Metadata
//   any other Origin                       refused
//   neither header, and no cookies         passes: no browser that could be misled
//   neither header, but cookies            refused
//
// The own origin has the Host of the request, and begins with https://, whatever a proxy speaks to us, or is
// http://localhost, http://127.0.0.1 or http://[::1]. Browsers store the session's cookie nowhere else, and a page of
// http://our-name may be the work of whoever sits in the network. A proxy must therefore pass Host on.
// Ask for login and sign-up too.
bool same_site(const RequestOrigin& request, std::span<const std::string> allowed);

}  // namespace tenstone::auth
