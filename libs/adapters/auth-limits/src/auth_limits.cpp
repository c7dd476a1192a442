#include "tenstone/auth_limits/auth_limits.hpp"

#include <span>
#include <vector>

#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/module.hpp"
#include "tenstone/http/ip_address.hpp"
#include "tenstone/rate_limit/denial.hpp"
#include "tenstone/rate_limit/module.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::auth_limits {
namespace {
using namespace std::chrono_literals;
using auth::Attempt;

// So many at once, and one again every window/limit. No request is counted by it but those that are asked for here.
rate_limit::Rule rule(std::string name, std::int64_t limit, std::chrono::seconds window, std::int64_t burst) {
  return {.name = std::move(name),
          .limit = limit,
          .window = window,
          .burst = burst,
          .match = {.audience = rate_limit::Audience::Nobody}};
}

const rate_limit::Rules& all_rules() {
  static const rate_limit::Rules rules = [] {
    auto made = rate_limit::Rules::make(
        {.policies = {rule("login-address", 10, 1min, 10), rule("login-address-hour", 60, 1h, 60),
                      rule("login-account", 2, 1min, 10), rule("login-pair", 2, 1min, 5), rule("sign-up", 10, 1h, 10),
                      rule("mail-address", 10, 1h, 10), rule("mail-account", 3, 1h, 3)}});
    return std::move(made.value());
  }();
  return rules;
}

rate_limit::Charge charge(std::string_view name) { return {&all_rules().find(name)->policy}; }

// What counts an attempt: one subject, and its policies.
struct Count {
  std::string subject;
  std::vector<rate_limit::Charge> charges;
  Result<rate_limit::Verdict> verdict = rate_limit::Verdict();

  bool taken() const { return verdict && verdict->allowed(); }
};

std::string client_of(const std::string& address) {
  const auto parsed = http::IpAddress::parse(address);
  return parsed ? http::group_of(*parsed) : address;
}

std::vector<Count> counts_of(const Attempt& attempt) {
  const std::string from = "auth:ip:" + client_of(attempt.address), account = "auth:account:" + attempt.account;
  switch (attempt.kind) {
    case Attempt::Kind::Login:
      return {{from, {charge("login-address"), charge("login-address-hour")}},
              {account, {charge("login-account")}},
              {account + "|" + from, {charge("login-pair")}}};
    case Attempt::Kind::SignUp: return {{from, {charge("sign-up")}}};
    case Attempt::Kind::Mail: return {{from, {charge("mail-address")}}, {account, {charge("mail-account")}}};
  }
  std::abort();
}

Task<> take_one(rate_limit::Limiter& limiter, Count& count) {
  count.verdict = co_await limiter.take(count.subject, count.charges);
}

Task<> give_one_back(rate_limit::Limiter& limiter, const Count& count) {
  // Redis away: what this process counted without it has been given back all the same.
  static_cast<void>(co_await limiter.refund(count.subject, count.charges));
}

// What the client is told; nothing when all allow it.
std::optional<Error> refusal_of(const std::vector<Count>& counts) {
  std::optional<Error> refusal;
  for (const Count& count : counts) {
    if (!count.verdict) return count.verdict.error();
    const auto denied = rate_limit::denial(count.charges, *count.verdict, rate_limit::any_fraction());
    if (!denied) continue;
    if (!refusal) refusal.emplace(auth::kTooManyAttempts);
    refusal->retry_after = std::max(refusal->retry_after, denied->retry_after);
  }
  return refusal;
}

}  // namespace

rate_limit::Rules rules() { return all_rules(); }

Task<Result<void>> LimitedAttempts::take(Attempt attempt) {
  std::vector<Count> counts = counts_of(attempt);
  runtime::TaskGroup takes(runtime::Loop::current());
  for (Count& count : counts) takes.spawn(take_one(limiter_, count));
  co_await takes.join();
  const auto refusal = refusal_of(counts);
  if (!refusal) co_return Result<void>();
  runtime::TaskGroup refunds(runtime::Loop::current());
  for (const Count& count : counts)
    if (count.taken()) refunds.spawn(give_one_back(limiter_, count));
  co_await refunds.join();
  co_return *refusal;
}

Task<> LimitedAttempts::give_back(Attempt attempt) {
  const std::vector<Count> counts = counts_of(attempt);
  runtime::TaskGroup refunds(runtime::Loop::current());
  for (const Count& count : counts) refunds.spawn(give_one_back(limiter_, count));
  co_await refunds.join();
}

void Module::needs(service::Service& service) {
  service.with<rate_limit::Module>();
  service.with<auth::Module>();
}

void Module::open(service::Service& service) {
  service.with<auth::Module>().attempts =
      std::make_unique<LimitedAttempts>(*service.with<rate_limit::Module>().limiter);
}

}  // namespace tenstone::auth_limits
