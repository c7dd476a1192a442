// The limits of a service as data: JSON, checked as a whole before any of it holds.
//
//   {"policies": [{"name": "ip", "limit": 600, "window_s": 60},
//                 {"name": "write", "limit": 60, "window_s": 60, "algorithm": "strict", "key": ["user"], "cost": 2,
//                  "match": {"methods": ["POST"], "routes": ["/notes/{id}"], "audience": "user", "plan": "free"}}],
//    "trusted_proxies": ["10.0.0.0/8"], "client_ip_header": "X-Forwarded-For", "ipv6_prefix": 64,
//    "exempt_cidrs": ["10.9.0.0/16"], "exempt_paths": ["/health"], "deny_cidrs": ["192.0.2.0/24"],
//    "legacy_headers": false, "shadow": false}
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/http/ip_address.hpp"
#include "tenstone/http/method.hpp"
#include "tenstone/rate_limit/policy.hpp"

namespace tenstone::http {
class App;
}

namespace tenstone::rate_limit {

inline const ErrorCode kPoliciesInvalid{ErrorKind::Invalid, "limit_policies_invalid",
                                        "The limits cannot be used as they are written"};

inline const ErrorCode kAddressDenied{ErrorKind::Forbidden, "address_denied",
                                      "Requests from this address are not answered here"};

// A part of what a policy counts by: "ip", "ip48" (of IPv6 the /48), "user", "api_key", "org", "route" (its template),
// "header:NAME". What a request does not have is replaced by its address; so is a header of somebody unknown, who
// could make up a new value for each request.
struct KeyPart {
  enum class Kind : std::uint8_t { Ip, Ip48, User, ApiKey, Org, Route, Header };
  Kind kind = Kind::Ip;
  std::string header = {};
};

enum class Audience : std::uint8_t {
  Any,
  Guest,
  User,
  Nobody,  // no request here: what other services count by the decision API
};

// Which requests a policy is about. HEAD and OPTIONS are methods like any other: with "GET" alone they do not count.
struct Match {
  std::vector<http::Method> methods = {};    // none: all
  std::vector<std::string> routes = {};      // "/notes/{id}", as the App has it; none: all
  std::vector<std::string> not_routes = {};  // but these
  Audience audience = Audience::Any;
  std::optional<std::string> plan = {};
};

enum class Unit : std::uint8_t {
  Requests,
  ContentBytes,  // the request's Content-Length; without one (chunks), as much as a body may have: 1 MiB
};
std::string_view to_string(Unit unit);  // "requests", "content-bytes": the quota units of the draft

struct Rule {
  std::string name;  // 1 to 64 of a-z, 0-9, '.', '_', '-'
  Algorithm algorithm = Algorithm::Gcra;
  std::int64_t limit = 60;                 // JSON: required, as is the name
  std::chrono::seconds window{60};         // JSON: "window_s", required
  std::optional<std::int64_t> burst = {};  // Gcra: unset, the limit. Strict: unset, a fifth of it
  std::int64_t cost = 1;
  std::vector<KeyPart> key = {{}};
  Match match = {};
  WhenAway on_store_error = WhenAway::Local;
  bool shadow = false;
  bool headers = true;  // whether clients are told of it
  Unit unit = Unit::Requests;
};
Policy policy_of(const Rule& rule);

struct Document {
  std::vector<Rule> policies = {};
  // Unset: what http::client_address() put into the request stays.
  std::optional<std::vector<http::Cidr>> trusted_proxies = {};
  std::string client_ip_header = "X-Forwarded-For";
  unsigned ipv6_prefix = 64;  // of what counts as one address
  std::vector<http::Cidr> exempt_cidrs = {};
  std::vector<std::string> exempt_paths = {"/health", "/livez", "/readyz", "/metrics"};
  std::vector<http::Cidr> deny_cidrs = {};  // answered with address_denied whatever they ask; stronger than exempt
  bool shadow = false;                      // all policies are: counted and reported, and nobody is denied by them
  bool legacy_headers = false;              // X-RateLimit-Limit, -Remaining and -Reset (seconds) besides
};

// Error: limit_policies_invalid with every fault as an issue whose pointer, line and column lead into the document;
// invalid_json and the like, when it cannot be read at all.
Result<Document> parse_document(std::string_view json);
// Of one that was made in C++. Error: limit_policies_invalid.
Result<void> check(const Document& document);
// Whether the routes that it names are the app's. Error: limit_policies_invalid.
Result<void> check_routes(const Document& document, const http::App& app);

}  // namespace tenstone::rate_limit
