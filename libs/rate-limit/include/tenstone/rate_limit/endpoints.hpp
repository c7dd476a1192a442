// Limits as an API: what is left of the caller's limits, decisions for other services, and what an operator does.
#pragma once
#include <optional>

#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/rules.hpp"
#include "tenstone/web/controller.hpp"
#include "tenstone/web/with_headers.hpp"

namespace tenstone::rate_limit {

inline const ErrorCode kPolicyNotFound{ErrorKind::NotFound, "limit_policy_not_found", "There is no such policy"};

struct BlockRequest;
struct CheckRequest;
struct DeniedKeys;
struct LimitState;
struct LimitStates;
struct TopDeniedQuery;

// GET /v1/limits/me: what is left of each policy that counts the caller, whatever the route. Uses nothing. For
// everybody.
//
// POST /v1/ratelimit/check {"checks": [{"policy", "key", "cost"}]}: 1 to kMostChecks, each policy and key once. `key`
// is a subject ("user:42"), `cost` 1 unless given and 0 to look. 200 when all allow it, else 429; checks of one key use
// what they ask for together or not at all, those of a further key are not asked once one has denied.
// Errors: validation_failed (an unknown policy too); the limiter's.
//
// For an operator; {policy} and {key} are in the path:
//   GET    /v1/admin/limits/keys/{policy}/{key}        what is left, and whether a request of one unit would be allowed
//   DELETE /v1/admin/limits/keys/{policy}/{key}        all of it again, a block stays; 204
//   POST   /v1/admin/limits/keys/{policy}/{key}/block  {"seconds": 0 … 86400 · 30}: all policies deny; 0: lifted; 204
//   GET    /v1/admin/limits/top-denied?n=10            which keys were denied most often here, most first
// Errors: limit_policy_not_found, validation_failed; the limiter's.
class LimitsController final : public web::Controller {
 public:
  static constexpr std::size_t kMostChecks = 32;

  // The guard before the decisions for other services, and the one before all that an operator does. Without a guard
  // there are no such routes.
  struct Guards {
    std::optional<web::Guard> checks = {}, operators = {};
  };
  // `limiter` and `rules` must outlive it. Without `who` everybody is a guest. `others`: policies that an operator may
  // ask about besides, of parts that count by themselves.
  LimitsController(Limiter& limiter, const PublishedRules& rules, WhoIs who, const Guards& guards, Rules others = {});

 private:
  Result<Group> group_of(const Rules& rules, std::string_view policy, std::string key) const;
  Task<Result<LimitStates>> mine(http::Request& request);
  Task<web::WithHeaders<Result<LimitStates>>> check(web::Body<CheckRequest> asked);
  Task<Result<LimitState>> inspect(web::Path<"policy", std::string> policy, web::Path<"key", std::string> key);
  Task<Result<void>> reset(web::Path<"policy", std::string> policy, web::Path<"key", std::string> key);
  Task<Result<void>> block(web::Path<"policy", std::string> policy, web::Path<"key", std::string> key,
                           web::Body<BlockRequest> asked);
  Task<DeniedKeys> top_denied(web::Query<TopDeniedQuery> query);

  Limiter& limiter_;
  const PublishedRules& rules_;
  const WhoIs who_;
  const Rules others_;
};

}  // namespace tenstone::rate_limit
