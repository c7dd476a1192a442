// Deliveries of webhooks as jobs.
#pragma once
#include <chrono>

#include "tenstone/jobs/outcome.hpp"
#include "tenstone/jobs/retry.hpp"
#include "tenstone/jobs/run.hpp"
#include "tenstone/webhooks/delivery_sender.hpp"

namespace tenstone::webhooks_jobs {

// The pauses after a failure are those that the sender asks for, a day and more. The backoff is shorter than these at
// every step: it is for attempts that threw, such as while PostgreSQL is away.
inline constexpr jobs::Policy kDeliveryPolicy{
    .attempts = webhooks::kDeliveryAttempts,
    .backoff = {.base = std::chrono::seconds(5), .cap = std::chrono::hours(48)}};

Task<jobs::Outcome> deliver(jobs::Run& run, webhooks::DeliverySender& sender);

}  // namespace tenstone::webhooks_jobs
