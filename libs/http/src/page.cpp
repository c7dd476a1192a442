#include "tenstone/http/page.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <string>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/http/representation.hpp"

namespace tenstone::http {
namespace {

// " 'sha256-…'" for each script that stands in the page. An empty one, such as that of src=, needs none.
std::string script_hashes(std::string_view html) {
  std::string all;
  for (std::size_t at = html.find("<script"); at != html.npos; at = html.find("<script", at)) {
    at = html.find('>', at);
    const std::size_t end = html.find("</script>", at);
    if (at == html.npos || end == html.npos) break;
    const std::string_view script = html.substr(at + 1, end - at - 1);
    if (!script.empty()) all += fmt::format(" 'sha256-{}'", to_base64(sha256(script)));
    at = end;
  }
  return all;
}

struct Page {
  std::string_view html;
  std::string tag, policy;
};

Response answer_page(const Page& page, const Request& request) {
  Response response = answer(request, {.size = page.html.size(), .etag = page.tag}, page.html);
  if (response.is_problem()) return response;
  response.header("Content-Type", "text/html; charset=utf-8");
  response.header("Cache-Control", "no-cache");
  response.header("Content-Security-Policy", page.policy);
  response.header("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace

Handler page(std::string_view html) {
  const Page made{
      .html = html,
      .tag = fmt::format("\"{}\"", to_base64url(sha256(html))),
      .policy = fmt::format("default-src 'self'; script-src 'self'{}; style-src 'self' 'unsafe-inline'; "
                            "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
                            "frame-ancestors 'none'",
                            script_hashes(html)),
  };
  return [made](Request& request) -> Task<Response> { co_return answer_page(made, request); };
}

}  // namespace tenstone::http
