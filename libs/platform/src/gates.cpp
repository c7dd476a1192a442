#include "gates.hpp"

#include "tenstone/flags/errors.hpp"
#include "tenstone/rate_limit/denial.hpp"
#include "tenstone/rate_limit/headers.hpp"

namespace tenstone::platform {

std::string subject_of(const Limit& limit, const Requester& by) {
  return limit.key == Limit::Key::User ? "action:user:" + to_string(by.user) : "action:org:" + to_string(by.org);
}

Task<Result<void>> pass_gates(rate_limit::Limiter& limiter, flags::Flags& flags, const Declaration& action,
                              const Requester& by, const Trigger& what, Headers& told) {
  // [snippet:gates]
  if (action.limit && what.counted) {
    const std::vector<rate_limit::Charge> charges{{&action.limit->policy}};
    const auto verdict = co_await limiter.take(subject_of(*action.limit, by), charges);
    if (!verdict) co_return verdict.error();
    told = rate_limit::headers(charges, *verdict);
    if (const auto denied = rate_limit::denial(charges, *verdict, rate_limit::any_fraction())) co_return *denied;
  }
  if (action.flag) {
    co_await flags.settled();
    const std::string user = to_string(by.user), org = to_string(by.org);
    const auto context = flags::Context::of({{"targetingKey", user}, {"orgId", org}});
    if (!flags.now().boolean(*action.flag, context, false)) co_return flags::kFeatureDisabled;
  }
  if (action.input) co_return action.input->check(what.input);
  // [/snippet:gates]
  co_return Result<void>();
}

}  // namespace tenstone::platform
