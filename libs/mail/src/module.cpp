#include "tenstone/mail/module.hpp"

#include <filesystem>

#include "tenstone/config/table.hpp"
#include "tenstone/http/client.hpp"
#include "tenstone/mail/migrations.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::mail {
using namespace std::chrono_literals;

struct Settings {
  Secret<std::string> smtp_url;
  std::string smtp_ca;
  std::string from;
};
constexpr auto schema(validation::For<Settings>) {
  using validation::field;
  return validation::object<Settings>(
      field("smtp_url", &Settings::smtp_url)
          .or_default()
          .about("the server that mail goes to: smtp://user:password@host:587 (STARTTLS) or smtps://…:465; unset: in "
                 "development mails are files in the data folder's mail, in production there are none"),
      field("smtp_ca", &Settings::smtp_ca)
          .or_default()
          .about("a PEM file with the certificates that its certificate is checked against; empty: the system's"),
      field("from", &Settings::from)
          .or_default()
          .about("whom mail is from: Acme <no-reply@acme.example>; needed with mail.smtp_url"));
}

namespace {

// Of each process that sends. They wait for a server most of the time, so there are more of them than cores; what waits
// for them is as many mails as a worker has slots by default.
constexpr std::size_t kThreads = 8, kWaiting = 64;

// Nobody gets it: a file in the data folder.
constexpr std::string_view kDevelopmentFrom = "Tenstone <no-reply@localhost>";

Error invalid(std::string_view setting, std::string_view what) {
  return Error(kMailSettingsInvalid, std::string(setting) + " " + std::string(what));
}

}  // namespace

Module::Module() = default;
Module::~Module() = default;

void Module::configure(config::Table& table) { settings_ = &table.add<Settings>("mail"); }
std::span<const postgres::Migration> Module::migrations() const { return mail::migrations(); }

bool Module::configured(const service::Service& service) const {
  return !settings_->smtp_url.reveal().empty() || !service.settings().production();
}

void Module::open(service::Service& service) {
  service_ = &service;
  const std::string& url = settings_->smtp_url.reveal();
  const bool by_smtp = !url.empty();
  if (by_smtp)
    if (const std::string fault = fault_of_smtp_url(url); !fault.empty())
      throw Failure(invalid("mail.smtp_url", fault));
  if (!settings_->smtp_ca.empty())
    if (const auto good = http::check_ca_file(settings_->smtp_ca); !good)
      throw Failure(invalid("mail.smtp_ca:", good.error().message));
  const auto from = parse_mailbox(settings_->from.empty() && !by_smtp ? kDevelopmentFrom : settings_->from);
  if (!from)
    throw Failure(invalid("mail.from", "is an address, such as Acme <no-reply@acme.example>; mail.smtp_url needs it"));
  Transport transport = by_smtp ? smtp({.url = settings_->smtp_url, .ca_file = settings_->smtp_ca})
                                : to_folder(std::filesystem::path(service.data_folder()) / "mail", service.log());
  pool_ = std::make_unique<runtime::BlockingPool>(kThreads, kWaiting);
  outbox = std::make_unique<Outbox>(service.ids(), std::string(from->address.domain()), configured(service));
  sender = std::make_unique<Sender>(service.database(), *pool_, std::move(transport), *from);
  removal_.emplace(service.loops()[0], "mail.removal", 10min);
}

void Module::serving() {
  if (!configured(*service_))
    service_->log().warn("mail.not_configured", {{"fix", "set mail.smtp_url, mail.from and http.public_url"}});
  removal_->start([this]() -> Task<> { co_await remove_old_mails(service_->database()); });
}

Task<bool> Module::drain() {
  removal_->stop();
  co_await removal_->join();
  pool_.reset();  // before the loops go; what used it has drained
  co_return true;
}

}  // namespace tenstone::mail
