// Webhooks as a module of a service: received and sent.
//
//   service.with<webhooks_jobs::Module>();                // libs/adapters/webhooks-jobs: jobs do the work
//   …
//   auto& webhooks = service.with<webhooks::Module>();    // after Service::open()
//   webhooks::add_receiver_route(app, *webhooks.receiver);  // POST /hooks/{source}
//   webhooks::SourcesController sources(*webhooks.sources, access, …);  // the API, behind the program's own guards
//   web::mount(app, sources);
//   … co_await webhooks.outgoing->send({.org = org, .type = "order.paid", .payload = {…}});
#pragma once
#include <memory>
#include <optional>

#include "tenstone/runtime/follower.hpp"
#include "tenstone/service/module.hpp"
#include "tenstone/webhooks/caller.hpp"
#include "tenstone/webhooks/event.hpp"
#include "tenstone/webhooks/migrations.hpp"
#include "tenstone/webhooks/work.hpp"

namespace tenstone::webhooks {

class Deliveries;
class DeliverySender;
class Endpoints;
class Inbox;
class Outgoing;
class Receiver;
class Secrets;
class Sources;
struct Settings;

// Settings: the area "webhooks". Tables: sources, secrets, the inbox and what was seen; endpoints, messages and their
// deliveries. A process that serves follows the sources, and removes what has expired. Needs PostgreSQL, audit::Module
// and service::HttpClient; it brings both.
class Module final : public service::Module {
 public:
  Module();
  ~Module() override;

  // Before open(): by whom work is done later. It must outlive the module.
  void connect(Work& work) { work_ = &work; }

  std::string_view name() const override { return "webhooks"; }
  void needs(service::Service& service) override;
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override { return webhooks::migrations(); }
  // Throws std::logic_error when nothing was connected.
  void open(service::Service& service) override;
  void serving() override;
  Task<bool> drain() override;

  // ---- After Service::open()
  std::unique_ptr<Secrets> secrets;
  std::unique_ptr<Sources> sources;
  std::unique_ptr<Inbox> inbox;
  std::unique_ptr<Receiver> receiver;
  std::unique_ptr<Outgoing> outgoing;
  std::unique_ptr<Endpoints> endpoints;
  std::unique_ptr<Deliveries> deliveries;
  std::unique_ptr<DeliverySender> sender;

 private:
  const Settings* settings_ = nullptr;
  Work* work_ = nullptr;
  service::Service* service_ = nullptr;
  std::optional<runtime::Follower> retention_;  // on loop 0
};

}  // namespace tenstone::webhooks
