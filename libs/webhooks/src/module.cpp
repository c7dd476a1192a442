#include "tenstone/webhooks/module.hpp"

#include <stdexcept>

#include "tenstone/audit/module.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/http_client.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/webhooks/deliveries.hpp"
#include "tenstone/webhooks/delivery_sender.hpp"
#include "tenstone/webhooks/endpoints.hpp"
#include "tenstone/webhooks/inbox.hpp"
#include "tenstone/webhooks/outgoing.hpp"
#include "tenstone/webhooks/receiver.hpp"
#include "tenstone/webhooks/secrets.hpp"
#include "tenstone/webhooks/sources.hpp"

namespace tenstone::webhooks {
using namespace std::chrono_literals;

struct Settings {
  std::chrono::milliseconds seen_for = 24h * 90, inbox_for = 24h * 30, sent_for = 24h * 30;
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
          .about("how long received events are kept"),
      field("sent_for", &Settings::sent_for)
          .or_default()
          .range(24h * 7, 24h * 3650)
          .about("how long sent messages and their deliveries are kept; one is tried for three days"));
}

namespace {

constexpr auto kRetentionEvery = 1min;

std::chrono::seconds whole_seconds(std::chrono::milliseconds time) {
  return std::chrono::ceil<std::chrono::seconds>(time);
}

Task<> remove_what_is_old(postgres::Database& database, const Settings& settings) {
  co_await remove_expired(database, whole_seconds(settings.inbox_for));
  co_await remove_old_messages(database, whole_seconds(settings.sent_for));
  co_await remove_ended_secrets(database);
}

}  // namespace

Module::Module() = default;
Module::~Module() = default;

void Module::needs(service::Service& service) {
  service.with<audit::Module>();
  service.with<service::HttpClient>();
}
void Module::configure(config::Table& table) { settings_ = &table.add<Settings>("webhooks"); }

void Module::open(service::Service& service) {
  if (work_ == nullptr) throw std::logic_error("bug: nobody does the work: service.with<webhooks_jobs::Module>()");
  service_ = &service;
  secrets = std::make_unique<Secrets>(service.key("webhooks"), service.ids());
  sources = std::make_unique<Sources>(service.loops(), service.database(), *secrets, service.ids(), service.log());
  inbox = std::make_unique<Inbox>(service.database(), *work_, service.ids());
  receiver = std::make_unique<Receiver>(service.loops(), service.database(), *sources, *work_, service.clock(),
                                        service.ids(), service.metrics(), whole_seconds(settings_->seen_for));
  auto& http = service.with<service::HttpClient>();
  const EndpointRules rules{http.member_rules(), http.member_http()};
  outgoing = std::make_unique<Outgoing>(service.database(), service.ids(), service.clock(), *work_);
  endpoints = std::make_unique<Endpoints>(service.database(), service.ids(), *secrets, *outgoing, rules);
  deliveries = std::make_unique<Deliveries>(service.database(), service.ids(), *work_);
  sender = std::make_unique<DeliverySender>(service.database(), service.clock(), *secrets, *endpoints, rules,
                                            http.client(), service.metrics(), service.log());
  retention_.emplace(service.loops()[0], "webhooks.retention", kRetentionEvery);
}

void Module::serving() {
  sources->start();
  retention_->start([this] { return remove_what_is_old(service_->database(), *settings_); });
}

Task<bool> Module::drain() {
  co_await sources->stop();
  retention_->stop();
  co_await retention_->join();
  co_return true;
}

}  // namespace tenstone::webhooks
