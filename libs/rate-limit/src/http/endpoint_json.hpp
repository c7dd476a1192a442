// What the endpoints read and write.
#pragma once
#include <optional>

#include "tenstone/rate_limit/decision.hpp"
#include "tenstone/rate_limit/endpoints.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::rate_limit {

struct LimitState {
  std::string policy, key;
  bool allowed = true;
  std::int64_t limit = 0, window_s = 0;  // as the document has them
  std::string unit;
  std::int64_t remaining = 0;
  // Nothing: it is full; it would be allowed; it is not blocked.
  std::optional<std::int64_t> more_in_s = {}, retry_in_s = {}, blocked_for_s = {};
};
constexpr auto schema(validation::For<LimitState>) {
  using validation::field;
  return validation::object<LimitState>(
      field("policy", &LimitState::policy), field("key", &LimitState::key), field("allowed", &LimitState::allowed),
      field("limit", &LimitState::limit), field("window_s", &LimitState::window_s), field("unit", &LimitState::unit),
      field("remaining", &LimitState::remaining), field("more_in_s", &LimitState::more_in_s),
      field("retry_in_s", &LimitState::retry_in_s), field("blocked_for_s", &LimitState::blocked_for_s));
}

struct LimitStates {
  bool allowed = true;
  std::vector<LimitState> limits;
};
constexpr auto schema(validation::For<LimitStates>) {
  using validation::field;
  return validation::object<LimitStates>(field("allowed", &LimitStates::allowed),
                                         field("limits", &LimitStates::limits));
}

struct Check {
  std::string policy, key;
  std::int64_t cost = 1;
};
constexpr auto schema(validation::For<Check>) {
  using validation::field;
  return validation::object<Check>(field("policy", &Check::policy), field("key", &Check::key).length(1, 256),
                                   field("cost", &Check::cost).or_default().range(0, 1'000'000'000));
}

struct CheckRequest {
  std::vector<Check> checks;
};
constexpr auto schema(validation::For<CheckRequest>) {
  return validation::object<CheckRequest>(
      validation::field("checks", &CheckRequest::checks).items(1, LimitsController::kMostChecks));
}

struct BlockRequest {
  std::int64_t seconds = 0;
};
constexpr auto schema(validation::For<BlockRequest>) {
  return validation::object<BlockRequest>(validation::field("seconds", &BlockRequest::seconds).range(0, 30L * 86'400));
}

struct DeniedKey {
  std::string policy, key;  // no policy: it is blocked
  std::int64_t denials = 0, too_many = 0;
};
constexpr auto schema(validation::For<DeniedKey>) {
  using validation::field;
  return validation::object<DeniedKey>(field("policy", &DeniedKey::policy), field("key", &DeniedKey::key),
                                       field("denials", &DeniedKey::denials), field("too_many", &DeniedKey::too_many));
}

struct DeniedKeys {
  std::vector<DeniedKey> keys;
};
constexpr auto schema(validation::For<DeniedKeys>) {
  return validation::object<DeniedKeys>(validation::field("keys", &DeniedKeys::keys));
}

struct TopDeniedQuery {
  std::uint32_t n = 10;
};
constexpr auto schema(validation::For<TopDeniedQuery>) {
  return validation::object<TopDeniedQuery>(validation::field("n", &TopDeniedQuery::n).or_default().range(1, 1000));
}

}  // namespace tenstone::rate_limit
