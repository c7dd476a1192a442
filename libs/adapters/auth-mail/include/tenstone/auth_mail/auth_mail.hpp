// Letters to people go out by mail, and are written by jobs (auth's Postbox, by mail and jobs):
//
//   service.add(auth);
//   service.with<mail_jobs::Module>();
//   service.with<auth_mail::Module>();
//
// Closed, with mail_not_configured, in production without mail.smtp_url or http.public_url.
#pragma once
#include <string_view>

#include "tenstone/service/module.hpp"

namespace tenstone::auth_mail {

// The job that writes a letter; it stands in the queue "default", at which a worker must look
// (jobs::Module::look_at()).
inline constexpr std::string_view kKind = "auth.letter";

// Gives auth::Module its Postbox. Brings auth, mail and jobs; what sends mail is mail_jobs::Module.
class Module final : public service::Module {
 public:
  std::string_view name() const override { return "auth-mail"; }
  void needs(service::Service& service) override;
  void open(service::Service& service) override;
};

}  // namespace tenstone::auth_mail
