// What somebody is told who was denied.
#pragma once
#include <optional>
#include <span>

#include "tenstone/core/error.hpp"
#include "tenstone/rate_limit/decision.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {

// Nothing: it is allowed, as far as policies that are no shadows say. Else abnormal_usage_detected while the subject is
// blocked, or quota_exceeded; with the member "violated-policies", and with retry_after: never before the policies
// themselves say, and by `random` (of [0, 1)) up to a tenth later (a second at least), so that those who were denied
// together do not come back together.
std::optional<Error> denial(std::span<const Charge> charges, const Verdict& verdict, double random);

// [0, 1), of this thread's own generator. Not for secrets.
double any_fraction();

}  // namespace tenstone::rate_limit
