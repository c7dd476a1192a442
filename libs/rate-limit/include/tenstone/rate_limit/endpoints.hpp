// Limits as an API: what is left of mine, decisions for other services, and what an operator does. Plain handlers.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tenstone/http/app.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/rules.hpp"

namespace tenstone::rate_limit {

inline const ErrorCode kPolicyNotFound{ErrorKind::NotFound, "limit_policy_not_found", "There is no such policy"};

// What stands before an endpoint that is not for everybody: a middleware that answers, or goes on to those it lets
// through; a list of routes shows its name. There is none that does nothing: the constructor throws
// std::invalid_argument when `middleware` is empty.
class Guard {
 public:
  explicit Guard(http::NamedMiddleware middleware);
  http::Handler around(http::Handler handler) const;
  const std::string& name() const { return middleware_.name; }

 private:
  http::NamedMiddleware middleware_;
};

// GET /v1/limits/me: what is left of each policy that counts who asks, whatever the route. Uses nothing.
void add_my_limits(http::App& app, Limiter& limiter, const PublishedRules& rules, WhoIs who);

// POST /v1/ratelimit/check {"checks": [{"policy", "key", "cost"}]}: 1 to kMostChecks, each policy and key once. `key`
// is a subject ("user:42"), `cost` 1 unless given and 0 to look. 200 when all allow it, else 429; checks of one key use
// what they ask for together or not at all, those of a further key are not asked once one has denied.
// Errors: validation_failed (an unknown policy too); the limiter's.
inline constexpr std::size_t kMostChecks = 32;
void add_check(http::App& app, const Guard& guard, Limiter& limiter, const PublishedRules& rules);

// Of {policy} and {key}, both in the path:
//   GET    /v1/admin/limits/keys/{policy}/{key}        what is left, and whether a request of one unit would be allowed
//   DELETE /v1/admin/limits/keys/{policy}/{key}        all of it again, a block stays; 204
//   POST   /v1/admin/limits/keys/{policy}/{key}/block  {"seconds": 0 … 86400 · 30}: all policies deny; 0: lifted; 204
//   GET    /v1/admin/limits/top-denied?n=10            which keys were denied most often here, most first
// Errors: limit_policy_not_found, validation_failed; the limiter's.
void add_admin(http::App& app, const Guard& guard, Limiter& limiter, const PublishedRules& rules);

}  // namespace tenstone::rate_limit
