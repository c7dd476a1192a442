// What a client is told: draft-ietf-httpapi-ratelimit-headers-10 (RateLimit, RateLimit-Policy as structured fields) and
// Retry-After (RFC 9110 §10.2.3).
#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tenstone/rate_limit/decision.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {

// Name and value of each header. A policy's q and w say what it guarantees: of GCRA its burst, and the time in which
// that comes back. Of policies without a decision (open, while Redis is away) only the policy is told. Retry-After is
// not among them: it belongs to the error, see retry_after_seconds().
std::vector<std::pair<std::string, std::string>> headers(std::span<const Charge> charges, const Verdict& verdict);

// Of a denial: whole seconds, rounded up, at least 1.
std::chrono::seconds retry_after_seconds(const Verdict& verdict);

}  // namespace tenstone::rate_limit
