// Reminders as a module of a service with a worker:
//
//   auto& reminders = service.with<reminders::Module>();  // first: jobs drain before the parts that their handlers use
//   service.with<mail_jobs::Module>();                    // libs/adapters: jobs send the mail …
//   service.with<webhooks_jobs::Module>();                // … and the webhooks
//   …
//   reminders::RemindersController controller(*reminders.reminders, …);  // after Service::open()
#pragma once
#include <memory>
#include <optional>

#include "tenstone/reminders/firing.hpp"
#include "tenstone/reminders/reminders.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::reminders {

struct Settings;

// Settings: the area "reminders" (kept_for). Tables: reminders and their occurrences. Brings jobs, mail and webhooks.
// A worker lets reminders go off, renews times when the time zones have changed, and removes what is old.
class Module final : public service::Module {
 public:
  Module();
  ~Module() override;
  std::string_view name() const override { return "reminders"; }
  void needs(service::Service& service) override;
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override;
  void work() override;
  Task<bool> drain() override;

  // ---- After Service::open()
  std::unique_ptr<Reminders> reminders;
  std::unique_ptr<Firing> firing;

 private:
  Task<> look_after();

  const Settings* settings_ = nullptr;
  service::Service* service_ = nullptr;
  std::optional<runtime::Follower> removal_;  // on loop 0
  bool renewed_ = false;                      // by the zones of this process
};

}  // namespace tenstone::reminders
