#include "tenstone/rate_limit/endpoints.hpp"

#include <algorithm>

#include "account.hpp"
#include "endpoint_json.hpp"
#include "tenstone/rate_limit/denial.hpp"

namespace tenstone::rate_limit {
namespace {

using validation::At;

std::optional<std::int64_t> seconds_or_none(std::chrono::microseconds time) {
  if (time.count() <= 0) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(time).count();
}

LimitState state_of(const Account::Entry& entry) {
  const Rule& rule = entry.ready->rule;
  LimitState state{.policy = rule.name,
                   .key = *entry.subject,
                   .allowed = !entry.blocked && entry.decision->allowed,
                   .limit = rule.limit,
                   .window_s = rule.window.count(),
                   .unit = std::string(to_string(rule.unit))};
  state.remaining = entry.decision->remaining;
  state.more_in_s = seconds_or_none(entry.decision->next_unit);
  state.retry_in_s = seconds_or_none(entry.decision->retry_after);
  if (entry.blocked) state.blocked_for_s = seconds_or_none(*entry.blocked);
  state.retry_in_s = std::max(state.retry_in_s, state.blocked_for_s);
  return state;
}

// After a look, which uses nothing: what a request of one unit would get.
LimitState prospect_of(const Account::Entry& entry) {
  LimitState state = state_of(entry);
  if (state.remaining > 0) return state;
  state.allowed = false;
  state.retry_in_s = std::max(state.retry_in_s, state.more_in_s);
  return state;
}

LimitStates states_of(const Account& account, LimitState (*describe)(const Account::Entry&)) {
  LimitStates states;
  for (const Account::Entry& entry : account.entries()) {
    states.limits.push_back(describe(entry));
    states.allowed = states.allowed && (states.limits.back().allowed || entry.ready->rule.shadow);
  }
  return states;
}

// By key, in the order in which they come first. Errors: validation_failed.
Result<std::vector<Group>> groups_of(const std::vector<Check>& checks, const Rules& rules) {
  std::vector<Group> groups;
  validation::Issues issues("body");
  const At root, list{&root, "checks"};
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const At at{&list, {}, static_cast<std::ptrdiff_t>(i)};
    const ReadyRule* ready = rules.find(checks[i].policy);
    if (ready == nullptr) {
      issues.add(At{&at, "policy"}, "unknown_policy", "is not the name of a policy");
      continue;
    }
    std::string subject = checks[i].key;
    auto group = std::ranges::find(groups, subject, &Group::subject);
    if (group == groups.end()) group = groups.insert(group, Group{std::move(subject), {}, {}});
    if (std::ranges::find(group->rules, ready) != group->rules.end())
      issues.add(at, "duplicate", "names a policy and a key that an earlier check names");
    group->rules.push_back(ready);
    group->charges.push_back({&ready->policy, checks[i].cost});
  }
  if (issues.count() > 0) return std::move(issues).error();
  return groups;
}

}  // namespace

// The policy and the key that an operator names.
Result<Group> LimitsController::group_of(const Rules& rules, std::string_view policy, std::string key) const {
  const ReadyRule* ready = rules.find(policy);
  if (ready == nullptr) ready = others_.find(policy);
  if (ready == nullptr) return kPolicyNotFound;
  return Group{std::move(key), {ready}, {{&ready->policy, 0}}};
}

LimitsController::LimitsController(Limiter& limiter, const PublishedRules& rules, WhoIs who, const Guards& guards,
                                   Rules others)
    : limiter_(limiter), rules_(rules), who_(std::move(who)), others_(std::move(others)) {
  route("GET /v1/limits/me", &LimitsController::mine).summary("What is left of your limits");
  if (guards.checks)
    route("POST /v1/ratelimit/check", &LimitsController::check)
        .guard(*guards.checks)
        .answers(kCostExceedsBurst, kQuotaExceeded, kAbnormalUsageDetected)
        .summary("Decide for another service");
  if (!guards.operators) return;
  route("GET /v1/admin/limits/keys/{policy}/{key}", &LimitsController::inspect)
      .guard(*guards.operators)
      .answers(kPolicyNotFound)
      .summary("What a key has left");
  route("DELETE /v1/admin/limits/keys/{policy}/{key}", &LimitsController::reset)
      .guard(*guards.operators)
      .answers(kPolicyNotFound)
      .summary("Give a key all of it again");
  route("POST /v1/admin/limits/keys/{policy}/{key}/block", &LimitsController::block)
      .guard(*guards.operators)
      .answers(kPolicyNotFound)
      .summary("Deny a key for a while, whatever the policy");
  route("GET /v1/admin/limits/top-denied", &LimitsController::top_denied)
      .guard(*guards.operators)
      .summary("The keys that were denied most often");
}

Task<Result<LimitStates>> LimitsController::mine(http::Request& request) {
  const auto rules = rules_.hold();
  const std::vector<Group> groups = rules->about_caller(request, who_ ? who_(request) : Who());
  Account account(groups);
  for (const Group& group : groups) {
    const auto verdict = co_await account.take(limiter_, group);
    if (!verdict) co_return verdict.error();
  }
  co_return states_of(account, prospect_of);
}

Task<web::WithHeaders<Result<LimitStates>>> LimitsController::check(web::Body<CheckRequest> asked) {
  const auto rules = rules_.hold();
  const auto groups = groups_of(asked->checks, *rules);
  if (!groups) co_return groups.error();
  Account account(*groups);
  std::optional<Error> denied;
  for (const Group& group : *groups) {
    const auto verdict = co_await account.take(limiter_, group);
    if (!verdict) co_return verdict.error();
    denied = denial(group.charges, **verdict, any_fraction());
    if (denied) break;
  }
  web::WithHeaders<Result<LimitStates>> answer(states_of(account, state_of), headers(account.lines()));
  if (denied) {
    denied->members.emplace_back("limits", validation::to_json(answer.value->limits));
    answer.value = std::move(*denied);
  }
  co_return answer;
}

Task<Result<LimitState>> LimitsController::inspect(web::Path<"policy", std::string> policy,
                                                   web::Path<"key", std::string> key) {
  const auto rules = rules_.hold();
  const auto group = group_of(*rules, *policy, std::move(*key));
  if (!group) co_return group.error();
  Account account({&*group, 1});
  const auto verdict = co_await account.take(limiter_, *group);
  if (!verdict) co_return verdict.error();
  co_return prospect_of(account.entries().front());
}

Task<Result<void>> LimitsController::reset(web::Path<"policy", std::string> policy, web::Path<"key", std::string> key) {
  const auto rules = rules_.hold();
  const auto group = group_of(*rules, *policy, std::move(*key));
  if (!group) co_return group.error();
  co_return co_await limiter_.reset(group->subject, group->charges);
}

Task<Result<void>> LimitsController::block(web::Path<"policy", std::string> policy, web::Path<"key", std::string> key,
                                           web::Body<BlockRequest> asked) {
  const auto rules = rules_.hold();
  const auto group = group_of(*rules, *policy, std::move(*key));
  if (!group) co_return group.error();
  co_return co_await limiter_.block(group->subject, std::chrono::seconds(asked->seconds));
}

Task<DeniedKeys> LimitsController::top_denied(web::Query<TopDeniedQuery> query) {
  DeniedKeys answer;
  for (TopDenied& one : limiter_.top_denied(query->n))
    answer.keys.push_back({std::move(one.policy), std::move(one.subject), static_cast<std::int64_t>(one.denials),
                           static_cast<std::int64_t>(one.too_many)});
  co_return answer;
}

}  // namespace tenstone::rate_limit
