// Mail as a module of a service. What sends it is a job, so add the module that joins both:
//
//   service::Service service("mine", {.postgres = true, .redis = true});
//   service.with<mail_jobs::Module>();                              // libs/adapters/mail-jobs: brings mail and jobs
//   …
//   auto transaction = co_await service.database().begin();
//   const auto put = co_await mail.outbox->put(transaction, {.to = email, .subject = "Welcome", .text = "…"});
//   co_await transaction.commit();
//   mail.outbox->wake();
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "tenstone/mail/outbox.hpp"
#include "tenstone/mail/sender.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::mail {

struct Settings;

// Settings: the area "mail". Table: the outbox. In development without mail.smtp_url mails are files of the data
// folder's `mail`; in production nothing is sent then, and Outbox::put() says so. Needs PostgreSQL.
class Module final : public service::Module {
 public:
  Module();
  ~Module() override;
  std::string_view name() const override { return "mail"; }
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override;
  // Throws Failure(mail_settings_invalid).
  void open(service::Service& service) override;
  void serving() override;  // removes old rows, in every process
  Task<bool> drain() override;

  // ---- After Service::load(): whether mail can be sent.
  bool configured(const service::Service& service) const;

  std::unique_ptr<Outbox> outbox;  // these two after Service::open()
  std::unique_ptr<Sender> sender;

 private:
  const Settings* settings_ = nullptr;
  service::Service* service_ = nullptr;
  std::unique_ptr<runtime::BlockingPool> pool_;
  std::optional<runtime::Follower> removal_;  // on loop 0
};

}  // namespace tenstone::mail
