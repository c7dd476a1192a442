// What stands between a request and its job, in this order. A closed gate queues nothing and says why.
#pragma once
#include "tenstone/flags/flags.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/rate_limit/limiter.hpp"

namespace tenstone::platform {

// 1. limit, unless it is not counted  quota_exceeded, abnormal_usage_detected (429), temporary_reduced_capacity (503)
// 2. flag   feature_disabled (403)
// 3. input  validation_failed (422)
// Before them stands who asks: the route's guard. Suspends. `told` gets the limit's headers, whatever comes after.
Task<Result<void>> pass_gates(rate_limit::Limiter& limiter, flags::Flags& flags, const Declaration& action,
                              const Requester& by, const Trigger& what, Headers& told);

// Whom a limit counts: "action:user:<id>" or "action:org:<id>".
std::string subject_of(const Limit& limit, const Requester& by);

}  // namespace tenstone::platform
