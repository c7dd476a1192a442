// Background jobs as a module of a service:
//
//   service::Service service("mine", {.postgres = true, .redis = true});
//   jobs::Module jobs;
//   jobs.handle("send", send_reminder);
//   service.add(jobs);
//   …
//   co_await jobs.queue->enqueue({.org_id = org, .kind = "send", .payload = "{}"});
//
// They run in a process that does background work: the worker beside the api (Needs::worker, and then the verb
// `worker`; or service.serve(app, service::Service::Role::Worker)). A program without a worker runs them in its api:
// service.serve(app, service::Service::Role::Alone).
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/jobs/queue.hpp"
#include "tenstone/jobs/reader.hpp"
#include "tenstone/jobs/redis_due.hpp"
#include "tenstone/jobs/retry.hpp"
#include "tenstone/jobs/schedule_ticker.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::jobs {

struct Settings;

// Settings: the area "jobs". Tables: jobs, their runs and log lines, schedules. Enqueues and reads in every process;
// takes and runs jobs, and fires schedules, in a worker. Drains before the modules that were added before it: add it
// behind those whose parts its handlers use. Needs PostgreSQL. In a program without Redis its own worker is told at
// once of what is enqueued; workers of other processes find it at their next look.
class Module final : public service::Module {
 public:
  Module();
  ~Module() override;

  // ---- Until the modules are open. As of Worker: the kinds that are known, then those that are asked for.
  // Throws std::logic_error when the kind has a handler already.
  void handle(std::string kind, Handler handler, Policy policy = {});
  void handle_others(OtherKinds others) { others_ = std::move(others); }
  // What Run::attach() stores files by. It must outlive the module's drain().
  void attach_by(Attachments& attachments) { attachments_ = &attachments; }
  // The queues that a worker looks at; unset: "default" alone.
  void look_at(std::vector<std::string> queues) { queues_ = std::move(queues); }

  std::string_view name() const override { return "jobs"; }
  void needs(service::Service& service) override;
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override;
  void work() override;
  Task<> clock_moved() override;
  Task<bool> drain() override;

  std::unique_ptr<Queue> queue;  // these three after Service::open()
  std::unique_ptr<Reader> reader;
  std::unique_ptr<Schedules> schedules;

 private:
  std::map<std::string, Kind, std::less<>> kinds_;
  std::optional<OtherKinds> others_;
  Attachments* attachments_ = nullptr;
  std::vector<std::string> queues_ = {"default"};
  const Settings* settings_ = nullptr;
  service::Service* service_ = nullptr;
  std::unique_ptr<Worker> worker_;
  std::atomic<Worker*> told_ = nullptr;  // worker_, once it works; of a program without Redis
  std::optional<redis::Subscription> wakes_;
  std::unique_ptr<DueTimes> due_;
  std::unique_ptr<ScheduleTicker> ticker_;
};

}  // namespace tenstone::jobs
