// What a client is told: draft-ietf-httpapi-ratelimit-headers-10 (RateLimit, RateLimit-Policy as structured fields) and
// Retry-After (RFC 9110 §10.2.3).
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/http/response.hpp"
#include "tenstone/rate_limit/decision.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {

// One policy in them. A policy's q and w say what it guarantees: of GCRA its burst, and the time in which that comes
// back.
struct Line {
  const Policy* policy;
  const Decision* decision;
  std::string_view unit = {};  // "content-bytes"; "": "requests", which is what the draft means without one
};

struct HeaderOptions {
  bool legacy = false;   // X-RateLimit-Limit, -Remaining, -Reset (in seconds) of the most restrictive policy besides
  bool exposed = false;  // Access-Control-Expose-Headers, for scripts of other origins
};

// RateLimit-Policy tells all of them, RateLimit the kMostTold most restrictive ones: denied first, then with least
// left. What an inner middleware told of its own policies stays.
inline constexpr std::size_t kMostTold = 3;
void put_headers(http::Response& response, std::span<const Line> lines, const HeaderOptions& options = {});

// Name and value of RateLimit-Policy and RateLimit, for those that have no response yet.
std::vector<std::pair<std::string, std::string>> headers(std::span<const Line> lines);
std::vector<std::pair<std::string, std::string>> headers(std::span<const Charge> charges, const Verdict& verdict);

// Of a denial: whole seconds, rounded up, at least 1.
std::chrono::seconds retry_after_seconds(const Verdict& verdict);

}  // namespace tenstone::rate_limit
