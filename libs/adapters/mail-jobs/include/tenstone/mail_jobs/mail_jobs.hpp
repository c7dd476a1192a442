// Mail is sent by jobs (mail's Enqueue, by jobs):
//
//   service.add(mail);
//   service.add(jobs);
//   service.with<mail_jobs::Module>();
#pragma once
#include <string_view>

#include "tenstone/service/module.hpp"

namespace tenstone::mail_jobs {

// The job of a mail. Its payload is the mail's id; it stands in the queue "default", at which a worker must
// look (jobs::Module::look_at()).
inline constexpr std::string_view kKind = "mail.send";

// Gives Outbox its Enqueue, and jobs::Module the handler: what failed for now is tried again by the backoff of jobs, 20
// times in about 39 hours; what the mail server refused for good ends the job with that reason. Brings both modules.
class Module final : public service::Module {
 public:
  std::string_view name() const override { return "mail-jobs"; }
  void needs(service::Service& service) override;
  void open(service::Service& service) override;
};

}  // namespace tenstone::mail_jobs
