#include "deliver.hpp"

namespace tenstone::webhooks_jobs {
namespace {

jobs::Outcome outcome_of(webhooks::Delivered) { return jobs::Done{}; }
jobs::Outcome outcome_of(webhooks::TryAgain again) {
  return jobs::Retry{.reason = std::move(again.reason), .code = std::move(again.code), .at_least = again.pause};
}
jobs::Outcome outcome_of(webhooks::GiveUp end) {
  return jobs::Discard{.reason = std::move(end.reason), .code = std::move(end.code)};
}
jobs::Outcome outcome_of(webhooks::NotNow wait) { return jobs::Snooze{wait.pause}; }

}  // namespace

Task<jobs::Outcome> deliver(jobs::Run& run, webhooks::DeliverySender& sender) {
  const auto id = parse_uuid(run.payload());
  if (!id) co_return jobs::Discard{"The payload is not the id of a delivery"};
  webhooks::DeliveryAttempt attempt{
      .org = run.org_id(), .delivery = *id, .number = run.attempt(), .counted = run.counted(), .stop = run.stop()};
  auto outcome = co_await sender.attempt(std::move(attempt));
  co_return std::visit([](auto& made) { return outcome_of(std::move(made)); }, outcome);
}

}  // namespace tenstone::webhooks_jobs
