#include "tenstone/reminders/module.hpp"

#include "tenstone/config/table.hpp"
#include "tenstone/jobs/module.hpp"
#include "tenstone/mail/module.hpp"
#include "tenstone/reminders/migrations.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/webhooks/module.hpp"

namespace tenstone::reminders {
using namespace std::chrono_literals;

struct Settings {
  std::chrono::milliseconds kept_for = 24h * 90;
};
constexpr auto schema(validation::For<Settings>) {
  using validation::field;
  return validation::object<Settings>(
      field("kept_for", &Settings::kept_for)
          .or_default()
          .range(1min, 24h * 3650)
          .about("how long reminders that have ended, and times that have gone off, are kept"));
}

namespace {

constexpr auto kRemovalEvery = 10min;
// A channel that refuses may do better within 39 hours; one that does not can be tried again by hand.
constexpr jobs::Policy kGoOffPolicy{.attempts = 20};

}  // namespace

Module::Module() = default;
Module::~Module() = default;

void Module::needs(service::Service& service) {
  service.with<mail::Module>();
  service.with<webhooks::Module>();
  service.with<jobs::Module>().handle(
      std::string(kKind), [this](jobs::Run& run) { return firing->go_off(run); }, kGoOffPolicy);
}
void Module::configure(config::Table& table) { settings_ = &table.add<Settings>("reminders"); }
std::span<const postgres::Migration> Module::migrations() const { return reminders::migrations(); }

void Module::open(service::Service& service) {
  service_ = &service;
  auto& jobs = service.with<jobs::Module>();
  auto& webhooks = service.with<webhooks::Module>();
  reminders =
      std::make_unique<Reminders>(service.database(), service.ids(), *jobs.queue, *jobs.reader, *webhooks.endpoints);
  firing =
      std::make_unique<Firing>(service.database(), service.ids(), *jobs.queue, *service.with<mail::Module>().outbox,
                               *webhooks.outgoing, service.metrics(), service.log());
  removal_.emplace(service.loops()[0], "reminders.removal", kRemovalEvery);
}

void Module::work() {
  removal_->start([this] { return look_after(); });
}

Task<> Module::look_after() {
  if (!renewed_) {
    const std::size_t looked_at = co_await reminders->renew();
    if (looked_at > 0) service_->log().info("reminders.renewed", {{"reminders", looked_at}});
    renewed_ = true;
  }
  co_await remove_old_reminders(service_->database(), std::chrono::ceil<std::chrono::seconds>(settings_->kept_for));
}

Task<bool> Module::drain() {
  removal_->stop();
  co_await removal_->join();
  co_return true;
}

}  // namespace tenstone::reminders
