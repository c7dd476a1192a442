#include "tenstone/jobs/module.hpp"

#include <fmt/core.h>
#include <stdexcept>

#include "tenstone/audit/module.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/jobs/redis_wake.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::jobs {
using namespace std::chrono_literals;

struct Settings {
  std::uint32_t slots = 64;
  std::chrono::milliseconds poll = 1s, beat = 5s, dead_after = 30s, drain = 25s, history = 24h * 30;
};
constexpr auto schema(validation::For<Settings>) {
  using validation::field;
  return validation::object<Settings>(
      field("slots", &Settings::slots).or_default().range(1, 10'000).about("jobs that a worker runs at a time"),
      field("poll", &Settings::poll)
          .or_default()
          .range(10ms, 1min)
          .about("a look at the queues without having been woken"),
      field("beat", &Settings::beat).or_default().range(50ms, 1min).about("how often a worker says that it lives"),
      field("dead_after", &Settings::dead_after)
          .or_default()
          .range(1s, 1h)
          .about("a worker that has not said so for this long is dead; whole seconds, several beats"),
      field("drain", &Settings::drain).or_default().range(0ms, 1h).about("how long jobs may go on after a stop signal"),
      field("history", &Settings::history)
          .or_default()
          .range(24h, 24h * 3650)
          .about("how long attempts and their logs are kept; whole hours"));
}

Module::Module() = default;
Module::~Module() = default;

void Module::handle(std::string kind, Handler handler, Policy policy) {
  const auto [known, fresh] = kinds_.try_emplace(std::move(kind), Kind{std::move(handler), policy});
  if (!fresh) throw std::logic_error(fmt::format("jobs of the kind '{}' have a handler already", known->first));
}

void Module::needs(service::Service& service) { service.with<audit::Module>(); }
void Module::configure(config::Table& table) { settings_ = &table.add<Settings>("jobs"); }
std::span<const postgres::Migration> Module::migrations() const { return jobs::migrations(); }

void Module::open(service::Service& service) {
  service_ = &service;
  const bool redis = service.settings().needs.redis;
  Wake wake = [this](std::string_view name) {
    if (Worker* const worker = told_) worker->wake(name);
  };
  Due due = [this](std::string_view name, std::chrono::milliseconds) {
    if (Worker* const worker = told_) worker->look(name);
  };
  queue = std::make_unique<Queue>(service.loops(), service.database(), service.ids(), service.metrics(),
                                  redis ? wake_by_redis(service.redis()) : std::move(wake),
                                  redis ? remember_in_redis(service.redis(), service.clock()) : std::move(due));
  reader = std::make_unique<Reader>(service.database());
  schedules = std::make_unique<Schedules>(service.database(), service.ids(), *queue);
}

void Module::work() {
  WorkerOptions options{.queues = queues_,
                        .slots = settings_->slots,
                        .poll = settings_->poll,
                        .beat = settings_->beat,
                        .dead_after = std::chrono::ceil<std::chrono::seconds>(settings_->dead_after),
                        .self_fence = std::chrono::floor<std::chrono::seconds>(settings_->dead_after * 2 / 3),
                        .drain = settings_->drain,
                        .history = std::chrono::ceil<std::chrono::hours>(settings_->history)};
  worker_ = std::make_unique<Worker>(service_->loops(), service_->database(), service_->clock(), service_->log(),
                                     service_->metrics(), std::move(options));
  for (const auto& [kind, code] : kinds_) worker_->handle(kind, code.handler, code.policy);
  if (others_) worker_->handle_others(*others_);
  if (attachments_ != nullptr) worker_->attach_by(*attachments_);
  runtime::Loop& first = service_->loops()[0];
  if (service_->settings().needs.redis) {
    wakes_.emplace(listen_for_wakes(service_->redis(), first, [this](std::string_view name) { worker_->wake(name); }));
    due_ = std::make_unique<DueTimes>(service_->redis(), first, service_->clock(),
                                      [this](std::string_view name) { worker_->look(name); });
  }
  ticker_ = std::make_unique<ScheduleTicker>(first, service_->database(), service_->ids(), *queue, service_->blocking(),
                                             service_->log());
  first.post([this] {
    worker_->start();
    ticker_->start();
    if (!wakes_) told_ = worker_.get();
  });
}

Task<> Module::clock_moved() {
  if (!worker_) co_return;
  co_await worker_->beat();
  if (due_) due_->clock_moved();
  ticker_->look();
}

Task<bool> Module::drain() {
  if (ticker_) co_await ticker_->stop();
  const bool clean = !worker_ || co_await worker_->drain();
  wakes_.reset();  // these live on a loop, and the loops go before this module
  due_.reset();
  ticker_.reset();
  co_return clean;
}

}  // namespace tenstone::jobs
