#include "tenstone/rate_limit/endpoints.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <stdexcept>

#include "account.hpp"
#include "endpoint_json.hpp"
#include "tenstone/http/errors.hpp"
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

bool says_json(const http::Request& request) {
  std::string_view type = request.header("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return http::equal_ignoring_case(type, "application/json");
}

template <class T>
Task<Result<T>> read_json(http::Request& request) {
  if (!says_json(request))
    co_return Error(http::kUnsupportedMediaType, "The body must be JSON: send it with Content-Type: application/json");
  const auto body = co_await request.body();
  if (!body) co_return body.error();
  co_return validation::parse_json<T>(*body);
}

Task<http::Response> my_limits(Limiter& limiter, std::shared_ptr<const Rules> rules, WhoIs who,
                               http::Request& request) {
  const std::vector<Group> groups = rules->about_caller(request, who ? who(request) : Who());
  Account account(groups);
  for (const Group& group : groups) {
    const auto verdict = co_await account.take(limiter, group);
    if (!verdict) co_return http::problem(verdict.error());
  }
  co_return http::json(validation::to_json(states_of(account, prospect_of)));
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

Task<http::Response> check(Limiter& limiter, std::shared_ptr<const Rules> rules, http::Request& request) {
  const auto asked = co_await read_json<CheckRequest>(request);
  if (!asked) co_return http::problem(asked.error());
  const auto groups = groups_of(asked->checks, *rules);
  if (!groups) co_return http::problem(groups.error());
  Account account(*groups);
  std::optional<Error> denied;
  for (const Group& group : *groups) {
    const auto verdict = co_await account.take(limiter, group);
    if (!verdict) co_return http::problem(verdict.error());
    denied = denial(group.charges, **verdict, any_fraction());
    if (denied) break;
  }
  const LimitStates states = states_of(account, state_of);
  if (denied) denied->members.emplace_back("limits", validation::to_json(states.limits));
  http::Response response = denied ? http::problem(*denied) : http::json(validation::to_json(states));
  put_headers(response, account.lines());
  co_return response;
}

// The policy and the key that an operator's path names.
Result<Group> group_of_path(const Rules& rules, const http::Request& request) {
  const ReadyRule* ready = rules.find(request.path_parameter("policy"));
  if (ready == nullptr) return kPolicyNotFound;
  return Group{std::string(request.path_parameter("key")), {ready}, {{&ready->policy, 0}}};
}

Task<http::Response> inspect(Limiter& limiter, std::shared_ptr<const Rules> rules, http::Request& request) {
  const auto group = group_of_path(*rules, request);
  if (!group) co_return http::problem(group.error());
  Account account({&*group, 1});
  const auto verdict = co_await account.take(limiter, *group);
  if (!verdict) co_return http::problem(verdict.error());
  co_return http::json(validation::to_json(prospect_of(account.entries().front())));
}

http::Response done(const Result<void>& result) { return result ? http::Response(204) : http::problem(result.error()); }

Task<http::Response> reset(Limiter& limiter, std::shared_ptr<const Rules> rules, http::Request& request) {
  const auto group = group_of_path(*rules, request);
  if (!group) co_return http::problem(group.error());
  co_return done(co_await limiter.reset(group->subject, group->charges));
}

Task<http::Response> block(Limiter& limiter, std::shared_ptr<const Rules> rules, http::Request& request) {
  const auto group = group_of_path(*rules, request);
  if (!group) co_return http::problem(group.error());
  const auto asked = co_await read_json<BlockRequest>(request);
  if (!asked) co_return http::problem(asked.error());
  co_return done(co_await limiter.block(group->subject, std::chrono::seconds(asked->seconds)));
}

Task<http::Response> top_denied(Limiter& limiter, http::Request& request) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const http::Field& pair : request.query()) pairs.emplace_back(pair.name, pair.value);
  const auto query = validation::from_query<TopDeniedQuery>(pairs);
  if (!query) co_return http::problem(query.error());
  DeniedKeys answer;
  for (TopDenied& one : limiter.top_denied(query->n))
    answer.keys.push_back({std::move(one.policy), std::move(one.subject), static_cast<std::int64_t>(one.denials),
                           static_cast<std::int64_t>(one.too_many)});
  co_return http::json(validation::to_json(answer));
}

}  // namespace

Guard::Guard(http::NamedMiddleware middleware) : middleware_(std::move(middleware)) {
  if (!middleware_.run) throw std::invalid_argument("a guard that is no middleware would let everybody through");
}

http::Handler Guard::around(http::Handler handler) const {
  struct Chain {
    std::vector<http::NamedMiddleware> guard;
    http::Handler last;
  };
  return [chain = std::make_shared<const Chain>(Chain{{middleware_}, std::move(handler)})](http::Request& request) {
    http::Next next(chain->guard, chain->last);
    return next(request);
  };
}

namespace {

void add_guarded(http::App& app, http::Method method, std::string_view path, const Guard& guard, http::Handler handler,
                 std::string summary) {
  app.add(method, path, guard.around(std::move(handler)), {.guards = {guard.name()}, .summary = std::move(summary)});
}

}  // namespace

void add_my_limits(http::App& app, Limiter& limiter, const PublishedRules& rules, WhoIs who) {
  const auto handler = [&limiter, &rules, who = std::move(who)](http::Request& request) {
    return my_limits(limiter, rules.hold(), who, request);
  };
  app.add(http::Method::Get, "/v1/limits/me", handler, {.summary = "What is left of your limits"});
}

void add_check(http::App& app, const Guard& guard, Limiter& limiter, const PublishedRules& rules) {
  const auto handler = [&limiter, &rules](http::Request& request) { return check(limiter, rules.hold(), request); };
  add_guarded(app, http::Method::Post, "/v1/ratelimit/check", guard, handler, "Decide for another service");
}

void add_admin(http::App& app, const Guard& guard, Limiter& limiter, const PublishedRules& rules) {
  using enum http::Method;
  const std::string key = "/v1/admin/limits/keys/{policy}/{key}";
  const auto about_key = [&](http::Method method, const std::string& path, auto answer, std::string summary) {
    const auto handler = [&limiter, &rules, answer](http::Request& request) {
      return answer(limiter, rules.hold(), request);
    };
    add_guarded(app, method, path, guard, handler, std::move(summary));
  };
  about_key(Get, key, inspect, "What a key has left");
  about_key(Delete, key, reset, "Give a key all of it again");
  about_key(Post, key + "/block", block, "Deny a key for a while, whatever the policy");
  const auto handler = [&limiter](http::Request& request) { return top_denied(limiter, request); };
  add_guarded(app, Get, "/v1/admin/limits/top-denied", guard, handler, "The keys that were denied most often");
}

}  // namespace tenstone::rate_limit
