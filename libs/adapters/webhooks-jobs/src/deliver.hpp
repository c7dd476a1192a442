// Deliveries of webhooks as jobs.
#pragma once
#include <chrono>

#include "tenstone/jobs/outcome.hpp"
#include "tenstone/jobs/retry.hpp"
#include "tenstone/jobs/run.hpp"
#include "tenstone/webhooks/delivery_sender.hpp"

namespace tenstone::webhooks_jobs {

// The pauses are those that the sender asks for, a day and more: the backoff adds nothing to them.
inline constexpr jobs::Policy kDeliveryPolicy{
    .attempts = webhooks::kDeliveryAttempts,
    .backoff = {.shape = jobs::Backoff::Shape::Fixed, .base = std::chrono::seconds(1), .cap = std::chrono::hours(48)}};

Task<jobs::Outcome> deliver(jobs::Run& run, webhooks::DeliverySender& sender);

}  // namespace tenstone::webhooks_jobs
