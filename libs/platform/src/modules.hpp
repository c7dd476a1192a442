// The domains as modules of a service: which settings, tables and background work each brings. The order in which the
// platform adds them is the order of their dependencies.
#pragma once
#include <memory>
#include <optional>

#include "tenstone/auth/accounts.hpp"
#include "tenstone/auth/api_tokens.hpp"
#include "tenstone/auth/authentication.hpp"
#include "tenstone/auth/passwords.hpp"
#include "tenstone/auth/sessions.hpp"
#include "tenstone/flags/flags.hpp"
#include "tenstone/flags/migrations.hpp"
#include "tenstone/jobs/queue.hpp"
#include "tenstone/jobs/reader.hpp"
#include "tenstone/jobs/redis_due.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/platform/actions.hpp"
#include "tenstone/platform/migrations.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/settings.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/supervisor.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::platform {

struct AuthSettings;
struct JobsSettings;
struct ActionsSettings;

class AuditModule final : public service::Module {
 public:
  std::string_view name() const override { return "audit"; }
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override { service_ = &service; }
  void serving() override;  // seals what is written, in every process
  void work() override;     // keeps the partitions of the coming months ready
  Task<bool> drain() override;

 private:
  using Round = Task<> (*)(runtime::Supervisor*, postgres::Database*, runtime::Pulse);
  void keep(std::string name, Round round);

  service::Service* service_ = nullptr;
  std::unique_ptr<runtime::Supervisor> supervisor_;
};

class AuthModule final : public service::Module {
 public:
  std::string_view name() const override { return "auth"; }
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override;

  bool open_sign_up() const { return open_sign_up_; }
  std::vector<std::string> allowed_origins() const;

  std::unique_ptr<auth::ApiTokens> tokens;
  std::unique_ptr<auth::Accounts> accounts;
  std::unique_ptr<auth::Sessions> sessions;
  std::unique_ptr<auth::Authentication> authentication;

 private:
  const AuthSettings* settings_ = nullptr;
  bool open_sign_up_ = false;
  std::unique_ptr<auth::Passwords> passwords_;
};

class FlagsModule final : public service::Module {
 public:
  std::string_view name() const override { return "flags"; }
  std::span<const postgres::Migration> migrations() const override { return flags::migrations(); }
  void open(service::Service& service) override;
  void serving() override { flags->start(), following_ = true; }
  Task<bool> drain() override;

  std::unique_ptr<flags::Flags> flags;

 private:
  bool following_ = false;
};

class LimitsModule final : public service::Module {
 public:
  std::string_view name() const override { return "limits"; }
  void configure(config::Table& table) override;
  void open(service::Service& service) override;
  void serving() override;
  Task<bool> drain() override;

  std::unique_ptr<rate_limit::Limiter> limiter;
  const rate_limit::Settings* settings = nullptr;

 private:
  service::Service* service_ = nullptr;
};

// Knows the actions, in every process, and follows what is declared while it runs.
class ActionsModule final : public service::Module {
 public:
  std::string_view name() const override { return "platform"; }
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override { return platform::migrations(); }
  void open(service::Service& service) override;
  void serving() override { actions->start(), following_ = true; }
  Task<bool> drain() override;

  Natives natives;  // before open()
  std::unique_ptr<Actions> actions;
  std::unique_ptr<jobs::Reader> reader;  // what native actions read jobs by

 private:
  FixedActions fixed(const std::string& folder, bool samples);

  const ActionsSettings* settings_ = nullptr;
  bool following_ = false;
};

// Enqueues in every process; takes and runs jobs in a worker. After the actions, whose jobs they are: it drains before
// they do.
class JobsModule final : public service::Module {
 public:
  explicit JobsModule(ActionsModule& actions) : actions_(actions) {}
  std::string_view name() const override { return "jobs"; }
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override;
  void work() override;
  Task<> clock_moved() override;
  Task<bool> drain() override;

  std::unique_ptr<jobs::Queue> queue;

 private:
  ActionsModule& actions_;
  const JobsSettings* settings_ = nullptr;
  service::Service* service_ = nullptr;
  std::unique_ptr<jobs::Worker> worker_;
  std::optional<redis::Subscription> wakes_;
  std::unique_ptr<jobs::DueTimes> due_;
};

}  // namespace tenstone::platform
