#include "tenstone/http/cors.hpp"

#include <algorithm>
#include <charconv>

#include "tenstone/http/field.hpp"
#include "tenstone/http/middleware.hpp"

namespace tenstone::http {
namespace {

// What a page may send and read besides the headers that Fetch always allows.
constexpr std::string_view kRequestHeaders =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-API-Key, X-Request-Id, "
    "traceparent";
constexpr std::string_view kResponseHeaders =
    "ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";
constexpr std::string_view kPreflightSeconds = "600";  // how long a browser may remember the answer

bool is_port(std::string_view text, std::string_view of_the_scheme) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && !text.starts_with('0') && text != of_the_scheme;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

void allow(Response& response, std::string_view origin) {
  response.header("Access-Control-Allow-Origin", origin);
  response.header("Access-Control-Allow-Credentials", "true");
}

// A set with GET answers HEAD as well, and OPTIONS is what is being answered: Fetch needs neither to be named.
Response preflight(const Request& request, std::string_view origin) {
  Response response(204);
  allow(response, origin);
  response.header("Access-Control-Allow-Methods", request.allowed_methods().allow());
  response.header("Access-Control-Allow-Headers", kRequestHeaders);
  response.header("Access-Control-Max-Age", kPreflightSeconds);
  response.add_header("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  return response;
}

Task<Response> share(Request& request, Next next, const std::vector<std::string>& origins) {
  const std::string_view origin = request.header("Origin");
  const bool listed = std::ranges::find(origins, origin) != origins.end();
  if (listed && request.method() == Method::Options && !request.header("Access-Control-Request-Method").empty() &&
      !request.allowed_methods().empty())
    co_return preflight(request, origin);
  Response response = co_await next(request);
  response.add_header("Vary", "Origin");
  if (listed) {
    allow(response, origin);
    response.header("Access-Control-Expose-Headers", kResponseHeaders);
  }
  co_return response;
}

}  // namespace

bool is_origin(std::string_view text) {
  const bool https = text.starts_with("https://");
  if (!https && !text.starts_with("http://")) return false;
  text.remove_prefix(https ? 8 : 7);
  const bool bracketed = text.starts_with('[');  // an IPv6 address
  const auto host_end = bracketed ? text.find(']') + 1 : std::min(text.find(':'), text.size());
  if (host_end == 0) return false;
  const std::string_view host = text.substr(0, host_end), rest = text.substr(host_end);
  const bool good_host = bracketed ? IpAddress::parse(host.substr(1, host.size() - 2)).has_value()
                                   : std::ranges::all_of(host, is_host_character);
  return good_host && (rest.empty() || (rest.front() == ':' && is_port(rest.substr(1), https ? "443" : "80")));
}

NamedMiddleware cors(std::vector<std::string> origins) {
  return {"cors", [origins = std::move(origins)](Request& request, Next next) {
            return share(request, std::move(next), origins);
          }};
}

}  // namespace tenstone::http

namespace tenstone::validation {

void Codec<http::OriginList>::read(Reader& in, http::OriginList& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  out.origins.clear();
  bool good = true;
  http::for_each_in_list(text, [&](std::string_view part) {
    if (part.empty()) return;
    good = good && http::is_origin(part);
    out.origins.emplace_back(part);
  });
  if (!good)
    issues.add(at, "origin",
               "must be origins as browsers send them, in lower case and without a path: https://app.example.com, "
               "http://localhost:5173");
}

void Codec<http::OriginList>::write(std::string& out, const http::OriginList& value) {
  std::string text;
  for (const std::string& origin : value.origins) text += (text.empty() ? "" : ", ") + origin;
  write_string(out, text);
}

}  // namespace tenstone::validation
