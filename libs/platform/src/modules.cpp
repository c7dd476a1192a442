#include "modules.hpp"

#include <algorithm>
#include <filesystem>

#include "declaration_folder.hpp"
#include "email.hpp"
#include "events.hpp"
#include "export_report.hpp"
#include "http_post.hpp"
#include "tenstone/audit/module.hpp"
#include "tenstone/auth_mail/auth_mail.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/jobs_files/jobs_files.hpp"
#include "tenstone/mail_jobs/mail_jobs.hpp"
#include "tenstone/service/http_client.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

namespace tenstone::platform {

void Modules::add_to(service::Service& service) {
  service.add(auth);
  service.add(flags);
  service.add(limits);
  service.add(auth_limits);
  service.add(mail);
  service.add(files);
  service.add(files_cache);
  service.add(webhooks);
  service.add(actions);
  service.add(jobs);
  service.add(schedules);
  service.add(logs);
  service.add(backups);
  service.with<jobs_files::Module>();
  service.with<mail_jobs::Module>();
  service.with<webhooks_jobs::Module>();
  service.with<auth_mail::Module>();
}

struct ActionsSettings {
  std::string folder = "actions";
};
constexpr auto schema(validation::For<ActionsSettings>) {
  return validation::object<ActionsSettings>(
      validation::field("folder", &ActionsSettings::folder)
          .or_default()
          .about("where actions are declared, a YAML file each; a folder that is set must exist; in development, "
                 "without one, there are samples"));
}

void ActionsModule::needs(service::Service& service) {
  service.with<audit::Module>();
  service.with<service::HttpClient>();
}
void ActionsModule::configure(config::Table& table) { settings_ = &table.add<ActionsSettings>("actions"); }

void ActionsModule::open(service::Service& service) {
  reader_.emplace(service.database());
  natives.emplace("export-report", export_report(*reader_));
  actions = std::make_unique<Actions>(service.loops(), service.database(), service.log(), service.metrics(),
                                      fixed(settings_->folder, service));
  jobs_.look_at(actions->queues());
  jobs_.handle_others({.find = [this](std::string_view kind) { return actions->code(kind); },
                       .refresh = [this] { return actions->refresh(); },
                       .announced = actions->fixed_kinds()});
}

namespace {

Outward outward_to(service::Service& service) {
  const auto secret = signing_secret(service.key(kSigningPurpose));
  auto key = webhooks::SigningKey::make(webhooks::Scheme::StandardWebhooks, "installation", secret);
  return {service.with<service::HttpClient>(), service.clock(), std::move(key.value())};
}

bool is_default(service::Service& service, std::string_view key) {
  return std::ranges::all_of(service.config().keys(),
                             [&](const config::Key* each) { return each->key != key || each->source == "default"; });
}

}  // namespace

FixedActions ActionsModule::fixed(const std::string& folder, service::Service& service) {
  FixedActions fixed{.declarations = {},
                     .origin = Origin::File,
                     .natives = std::move(natives),
                     .makers = {.email = put_email(*mail_.outbox, service.database()),
                                .http = post_input(outward_to(service)),
                                .event = send_event(*webhooks_.outgoing)}};
  std::error_code unknown;  // look_into() says why
  if (is_default(service, "actions.folder") && !std::filesystem::exists(folder, unknown) && !unknown) {
    if (service.settings().production()) return fixed;
    fixed.declarations = sample_declarations();
    fixed.origin = Origin::Sample;
    return fixed;
  }
  const auto found = look_into(folder);
  if (!found) throw Failure(found.error());
  for (const auto& [path, fix] : found->passed_over)
    service.log().warn("actions.file_passed_over", {{"file", path.string()}, {"fix", fix}});
  auto declarations = read_declarations(found->files);
  if (!declarations) throw Failure(declarations.error());
  fixed.declarations = std::move(*declarations);
  return fixed;
}

Task<bool> ActionsModule::drain() {
  co_await actions->stop();
  co_return true;
}

void LogsModule::configure(config::Table& table) { settings = &table.add<log_view::Settings>("logs"); }

void SchedulesModule::open(service::Service& service) {
  service_ = &service;
  schedules = std::make_unique<ActionSchedules>(service.database(), service.ids(), *jobs_.queue, *jobs_.schedules,
                                                *actions_.actions);
}

void SchedulesModule::work() {
  declared_.emplace(service_->database(), *jobs_.schedules, *schedules, *actions_.actions, service_->log());
  follower_.emplace(service_->loops()[0], "schedules.declared", runtime::Follower::kHintsAlone);
  follower_->start([this] { return declare(); });
}

// Somebody may make an account meanwhile, or remove a schedule that stands in the way.
Task<> SchedulesModule::declare() {
  if (!co_await declared_->apply()) follower_->again_in(std::chrono::seconds(5));
}

Task<bool> SchedulesModule::drain() {
  if (!follower_) co_return true;
  follower_->stop();
  co_await follower_->join();
  follower_.reset();  // it lives on a loop, and the loops go before this module
  co_return true;
}

}  // namespace tenstone::platform
