#include "tenstone/rate_limit/middleware.hpp"

#include "account.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/rate_limit/denial.hpp"

namespace tenstone::rate_limit {
namespace {

using HoldRules = std::function<std::shared_ptr<const Rules>()>;

// One a middleware, shared by all its requests.
struct Setup {
  Limiter& limiter;
  HoldRules rules;
  WhoIs who;
};

// One subject after the other, and no further than to the first that denies. Nothing: all allow it.
Task<std::optional<Error>> take(const Setup& setup, const std::vector<Group>& groups, Account& account) {
  for (const Group& group : groups) {
    const auto verdict = co_await account.take(setup.limiter, group);
    if (!verdict) co_return verdict.error();
    if (auto denied = denial(group.charges, **verdict, any_fraction())) co_return denied;
  }
  co_return std::nullopt;
}

bool is_redirection(const http::Response& response) { return response.status >= 300 && response.status < 400; }

Task<http::Response> deny(const PublishedRules& published, http::Request& request, http::Next next) {
  const std::shared_ptr<const Rules> rules = published.hold();
  if (rules->trust())
    if (const auto client = http::client_address(request.peer(), request.headers(), *rules->trust()))
      request.set_client(*client);
  if (rules->denies(request)) co_return http::problem(Error(kAddressDenied));
  co_return co_await next(request);
}

// [snippet:limit]
Task<http::Response> limit(std::shared_ptr<const Setup> setup, http::Request& request, http::Next next) {
  const std::shared_ptr<const Rules> rules = setup->rules();
  if (rules->trust())
    if (const auto client = http::client_address(request.peer(), request.headers(), *rules->trust()))
      request.set_client(*client);
  if (rules->denies(request)) co_return http::problem(Error(kAddressDenied));
  if (rules->exempts(request)) co_return co_await next(request);
  const Who who = setup->who ? setup->who(request) : Who();
  const std::vector<Group> groups = rules->about(request, who);
  Account account(groups);
  const auto denied = co_await take(*setup, groups, account);
  http::Response response = denied ? http::problem(*denied) : co_await http::answered(request, std::move(next));
  if (!is_redirection(response))
    put_headers(response, account.lines(),
                {.legacy = rules->document().legacy_headers, .exposed = !request.header("Origin").empty()});
  co_return response;
}
// [/snippet:limit]

http::NamedMiddleware make(Setup setup) {
  const auto run = [shared = std::make_shared<const Setup>(std::move(setup))](http::Request& request, http::Next next) {
    return limit(shared, request, std::move(next));
  };
  return {.name = "rate_limit",
          .run = run,
          .answers = {&kAddressDenied, &kCostExceedsBurst, &kQuotaExceeded, &kAbnormalUsageDetected}};
}

}  // namespace

http::NamedMiddleware deny_networks(const PublishedRules& rules) {
  const auto run = [&rules](http::Request& request, http::Next next) { return deny(rules, request, std::move(next)); };
  return {.name = "deny_networks", .run = run, .answers = {&kAddressDenied}};
}

http::NamedMiddleware middleware(Limiter& limiter, const PublishedRules& rules, WhoIs who) {
  return make({limiter, [&rules] { return rules.hold(); }, std::move(who)});
}

http::NamedMiddleware middleware(Limiter& limiter, Rule rule, WhoIs who) {
  auto rules = Rules::make({.policies = {std::move(rule)}});
  if (!rules) throw Failure(rules.error());
  return make({limiter, [kept = std::make_shared<const Rules>(std::move(*rules))] { return kept; }, std::move(who)});
}

}  // namespace tenstone::rate_limit
