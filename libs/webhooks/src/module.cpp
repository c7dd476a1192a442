#include "tenstone/webhooks/module.hpp"

#include <stdexcept>

#include "tenstone/audit/module.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/webhooks/inbox.hpp"
#include "tenstone/webhooks/receiver.hpp"
#include "tenstone/webhooks/secrets.hpp"
#include "tenstone/webhooks/sources.hpp"

namespace tenstone::webhooks {
using namespace std::chrono_literals;

struct Settings {
  std::chrono::milliseconds seen_for = 24h * 90, inbox_for = 24h * 30;
};
constexpr auto schema(validation::For<Settings>) {
  using validation::field;
  return validation::object<Settings>(
      field("seen_for", &Settings::seen_for)
          .or_default()
          .range(1min, 24h * 3650)
          .about("how long an event that comes again is known as a duplicate; longer than its sender sends it again"),
      field("inbox_for", &Settings::inbox_for)
          .or_default()
          .range(1min, 24h * 3650)
          .about("how long received events are kept"));
}

namespace {

constexpr auto kRetentionEvery = 1min;

std::chrono::seconds whole_seconds(std::chrono::milliseconds time) {
  return std::chrono::ceil<std::chrono::seconds>(time);
}

Task<> remove_what_is_old(postgres::Database& database, std::chrono::seconds inbox_for) {
  co_await remove_expired(database, inbox_for);
  co_await remove_ended_secrets(database);
}

}  // namespace

Module::Module() = default;
Module::~Module() = default;

void Module::needs(service::Service& service) { service.with<audit::Module>(); }
void Module::configure(config::Table& table) { settings_ = &table.add<Settings>("webhooks"); }

void Module::open(service::Service& service) {
  if (work_ == nullptr) throw std::logic_error("bug: nobody does the work: service.with<webhooks_jobs::Module>()");
  service_ = &service;
  secrets = std::make_unique<Secrets>(service.key("webhooks"), service.ids());
  sources = std::make_unique<Sources>(service.loops(), service.database(), *secrets, service.ids(), service.log());
  inbox = std::make_unique<Inbox>(service.database(), *work_, service.ids());
  receiver = std::make_unique<Receiver>(service.loops(), service.database(), *sources, *work_, service.clock(),
                                        service.ids(), service.metrics(), whole_seconds(settings_->seen_for));
  retention_.emplace(service.loops()[0], "webhooks.retention", kRetentionEvery);
}

void Module::serving() {
  sources->start();
  retention_->start([this] { return remove_what_is_old(service_->database(), whole_seconds(settings_->inbox_for)); });
}

Task<bool> Module::drain() {
  co_await sources->stop();
  retention_->stop();
  co_await retention_->join();
  co_return true;
}

}  // namespace tenstone::webhooks
