// Webhooks are worked on by jobs (webhooks' Work, by jobs):
//
//   auto& hooks = service.with<webhooks_jobs::Module>();
//   hooks.on_event([&](jobs::Run& run, const webhooks::Event& event) { return take_payment(run, event); });
#pragma once
#include <functional>
#include <memory>
#include <string_view>

#include "tenstone/jobs/outcome.hpp"
#include "tenstone/jobs/run.hpp"
#include "tenstone/runtime/task.hpp"
#include "tenstone/service/module.hpp"
#include "tenstone/webhooks/event.hpp"

namespace tenstone::webhooks_jobs {

// The jobs of events and deliveries. Their payload is the id of the event or the delivery; they stand in the queue
// "default", at which a worker must look (jobs::Module::look_at()).
inline constexpr std::string_view kEventKind = "webhook.event", kDeliveryKind = "webhook.deliver";

// Runs in a worker, at least once for each event. May suspend. `run.id()` is the event's id in its first job, and
// another one in that of a replay: what must happen once goes by the event's own ids.
using OnEvent = std::function<Task<jobs::Outcome>(jobs::Run& run, const webhooks::Event& event)>;

class JobsWork;

// Gives webhooks::Module its Work, and jobs::Module the handlers. An event whose handler fails is tried again by the
// backoff of jobs, 20 times in about 39 hours; then it is one of the failed. Brings both modules.
class Module final : public service::Module {
 public:
  Module();
  ~Module() override;

  // Before open(). Without a handler events are kept, and their jobs succeed at once.
  void on_event(OnEvent handler) { on_event_ = std::move(handler); }

  std::string_view name() const override { return "webhooks-jobs"; }
  void needs(service::Service& service) override;

 private:
  Task<jobs::Outcome> handle(jobs::Run& run);

  std::unique_ptr<JobsWork> work_;
  service::Service* service_ = nullptr;
  OnEvent on_event_;
};

}  // namespace tenstone::webhooks_jobs
