#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

#include "deliver.hpp"
#include "jobs_work.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/webhooks/inbox.hpp"
#include "tenstone/webhooks/module.hpp"

namespace tenstone::webhooks_jobs {

Module::Module() = default;
Module::~Module() = default;

void Module::needs(service::Service& service) {
  service_ = &service;
  auto& webhooks = service.with<webhooks::Module>();
  auto& jobs = service.with<jobs::Module>();
  work_ = std::make_unique<JobsWork>(jobs);
  webhooks.connect(*work_);
  jobs.handle(std::string(kEventKind), [this](jobs::Run& run) { return handle(run); });
  jobs.handle(
      std::string(kDeliveryKind), [&webhooks](jobs::Run& run) { return deliver(run, *webhooks.sender); },
      kDeliveryPolicy);
}

Task<jobs::Outcome> Module::handle(jobs::Run& run) {
  const auto id = parse_uuid(run.payload());
  if (!id) co_return jobs::Discard{"the payload is no event's id"};
  const auto event = co_await service_->with<webhooks::Module>().inbox->event(run.org_id(), *id);
  if (!event) co_return jobs::Discard{"The event has expired: it is not in the inbox any more", "event_gone"};
  if (!on_event_) co_return jobs::Done{};
  co_return co_await on_event_(run, *event);
}

}  // namespace tenstone::webhooks_jobs
