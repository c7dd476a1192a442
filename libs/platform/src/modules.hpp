// The modules of the platform: each domain brings its own, and actions join them.
#pragma once
#include <memory>
#include <optional>

#include "backups.hpp"
#include "declared_schedules.hpp"
#include "tenstone/auth/module.hpp"
#include "tenstone/auth_limits/auth_limits.hpp"
#include "tenstone/files/module.hpp"
#include "tenstone/files_cache/module.hpp"
#include "tenstone/flags/module.hpp"
#include "tenstone/jobs/module.hpp"
#include "tenstone/log_view/settings.hpp"
#include "tenstone/mail/module.hpp"
#include "tenstone/platform/actions.hpp"
#include "tenstone/platform/migrations.hpp"
#include "tenstone/platform/schedules.hpp"
#include "tenstone/rate_limit/module.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/service/module.hpp"
#include "tenstone/webhooks/module.hpp"

namespace tenstone::platform {

struct ActionsSettings;

// Knows the actions, in every process, and follows what is declared while it runs. Their jobs are run by `jobs`, which
// stands behind it: it drains before the actions do.
class ActionsModule final : public service::Module {
 public:
  ActionsModule(jobs::Module& jobs, mail::Module& mail, webhooks::Module& webhooks)
      : jobs_(jobs), mail_(mail), webhooks_(webhooks) {}
  std::string_view name() const override { return "platform"; }
  void needs(service::Service& service) override;
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override { return platform::migrations(); }
  void open(service::Service& service) override;
  void serving() override { actions->start(); }
  Task<bool> drain() override;

  Natives natives;  // before open()
  std::unique_ptr<Actions> actions;

 private:
  FixedActions fixed(const std::string& folder, service::Service& service);

  jobs::Module& jobs_;
  mail::Module& mail_;
  webhooks::Module& webhooks_;
  const ActionsSettings* settings_ = nullptr;
  std::optional<jobs::Reader> reader_;  // what native actions read jobs by
};

// Knows which logs /v1/logs and `tenstone log` read.
class LogsModule final : public service::Module {
 public:
  std::string_view name() const override { return "logs"; }
  void configure(config::Table& table) override;

  const log_view::Settings* settings = nullptr;
};

// Behind both. In a worker it makes the schedules that files declare.
class SchedulesModule final : public service::Module {
 public:
  SchedulesModule(jobs::Module& jobs, ActionsModule& actions) : jobs_(jobs), actions_(actions) {}
  std::string_view name() const override { return "schedules"; }
  void open(service::Service& service) override;
  void work() override;
  Task<bool> drain() override;

  std::unique_ptr<ActionSchedules> schedules;  // after open()

 private:
  Task<> declare();

  jobs::Module& jobs_;
  ActionsModule& actions_;
  service::Service* service_ = nullptr;
  std::optional<DeclaredSchedules> declared_;
  std::optional<runtime::Follower> follower_;
};

struct Modules {
  auth::Module auth;
  flags::Module flags;
  rate_limit::Module limits;
  auth_limits::Module auth_limits;
  mail::Module mail;
  files::Module files;
  files_cache::Module files_cache;
  jobs::Module jobs;
  webhooks::Module webhooks;
  ActionsModule actions{jobs, mail, webhooks};
  SchedulesModule schedules{jobs, actions};
  LogsModule logs;
  BackupsModule backups;

  void add_to(service::Service& service);
};

}  // namespace tenstone::platform
