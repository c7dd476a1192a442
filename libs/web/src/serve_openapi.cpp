#include <fmt/format.h>
#include <mutex>

#include "embedded/web_pages.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/http/representation.hpp"
#include "tenstone/web/openapi.hpp"

namespace tenstone::web {
namespace {

struct Served {
  std::once_flag once;
  std::string text, tag;
};

http::Response answer(const Served& served, const http::Request& request) {
  http::Response response = http::answer(request, {.size = served.text.size(), .etag = served.tag}, served.text);
  if (response.is_problem()) return response;
  response.header("Content-Type", "application/json");
  response.header("Cache-Control", "no-cache");
  return response;
}

}  // namespace

void serve_openapi(http::App& app, ApiInfo info) {
  const auto served = std::make_shared<Served>();
  // Not made before the first request: all routes are there by then.
  app.get("/openapi.json", [&app, served, info = std::move(info)](http::Request& request) -> Task<http::Response> {
    std::call_once(served->once, [&] {
      served->text = openapi(app, info);
      served->tag = fmt::format("\"{}\"", to_base64url(sha256(served->text)));
    });
    co_return answer(*served, request);
  });
  app.get("/docs", http::page(embedded::web_pages().at("docs.html")));
}

}  // namespace tenstone::web
