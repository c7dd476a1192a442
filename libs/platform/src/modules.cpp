#include "modules.hpp"

#include <filesystem>

#include "export_report.hpp"
#include "tenstone/audit/audit_log.hpp"
#include "tenstone/audit/migrations.hpp"
#include "tenstone/audit/sealer.hpp"
#include "tenstone/auth/migrations.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/jobs/redis_due.hpp"
#include "tenstone/jobs/redis_wake.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::platform {
using namespace std::chrono_literals;

struct AuthSettings {
  std::optional<bool> open_sign_up;
  std::string origin;
  std::chrono::milliseconds idle = 2h, absolute = 12h;
};
constexpr auto schema(validation::For<AuthSettings>) {
  using validation::field;
  return validation::object<AuthSettings>(
      field("open_sign_up", &AuthSettings::open_sign_up)
          .about("whether strangers may make accounts; unset: in development only"),
      field("origin", &AuthSettings::origin)
          .or_default()
          .about("another origin whose pages may send requests: https://app.example.com"),
      field("idle", &AuthSettings::idle)
          .or_default()
          .range(1s, 24h * 365)
          .about("a session ends when it was not used for this long"),
      field("absolute", &AuthSettings::absolute)
          .or_default()
          .range(1s, 24h * 365)
          .about("a session ends after this long, used or not"));
}

struct JobsSettings {
  std::uint32_t slots = 64;
  std::chrono::milliseconds poll = 1s, beat = 5s, dead_after = 30s, drain = 25s;
};
constexpr auto schema(validation::For<JobsSettings>) {
  using validation::field;
  return validation::object<JobsSettings>(
      field("slots", &JobsSettings::slots).or_default().range(1, 10'000).about("jobs that a worker runs at a time"),
      field("poll", &JobsSettings::poll)
          .or_default()
          .range(10ms, 1min)
          .about("a look at the queues without having been woken"),
      field("beat", &JobsSettings::beat).or_default().range(50ms, 1min).about("how often a worker says that it lives"),
      field("dead_after", &JobsSettings::dead_after)
          .or_default()
          .range(1s, 1h)
          .about("a worker that has not said so for this long is dead; whole seconds, several beats"),
      field("drain", &JobsSettings::drain)
          .or_default()
          .range(0ms, 1h)
          .about("how long jobs may go on after a stop signal"));
}

struct ActionsSettings {
  std::string folder = "actions";
};
constexpr auto schema(validation::For<ActionsSettings>) {
  return validation::object<ActionsSettings>(
      validation::field("folder", &ActionsSettings::folder)
          .or_default()
          .about("where actions are declared, a YAML file each; in development, without one, there are samples"));
}

std::span<const postgres::Migration> AuditModule::migrations() const { return audit::migrations(); }

namespace {

Task<> keep_sealing(runtime::Supervisor* supervisor, postgres::Database* database, runtime::Pulse pulse) {
  do {
    co_await audit::seal(*database);
    pulse.well();
  } while (co_await supervisor->pause(500ms));
}

Task<> keep_partitions(runtime::Supervisor* supervisor, postgres::Database* database, runtime::Pulse pulse) {
  do {
    co_await audit::prepare_partitions(*database);
    pulse.well();
  } while (co_await supervisor->pause(24h));
}

}  // namespace

void AuditModule::keep(std::string name, Round round) {
  const auto task = [supervisor = supervisor_.get(), database = &service_->database(), round](runtime::Pulse pulse) {
    return round(supervisor, database, std::move(pulse));
  };
  service_->loops()[0].post([this, name = std::move(name), task] { supervisor_->keep(name, task); });
}

void AuditModule::serving() {
  supervisor_ = std::make_unique<runtime::Supervisor>(service_->loops()[0]);
  keep("audit.sealer", keep_sealing);
}

void AuditModule::work() { keep("audit.partitions", keep_partitions); }

Task<bool> AuditModule::drain() {
  if (!supervisor_) co_return true;
  supervisor_->stop();
  co_await supervisor_->join();
  co_await audit::seal(service_->database());  // what was written since the last round
  co_return true;
}

std::span<const postgres::Migration> AuthModule::migrations() const { return auth::migrations(); }
void AuthModule::configure(config::Table& table) { settings_ = &table.add<AuthSettings>("auth"); }

void AuthModule::open(service::Service& service) {
  open_sign_up_ = settings_->open_sign_up.value_or(!service.settings().production());
  auth::SessionPolicy policy;
  policy.idle = std::chrono::floor<std::chrono::seconds>(settings_->idle);
  policy.absolute = std::chrono::floor<std::chrono::seconds>(settings_->absolute);
  passwords_ = std::make_unique<auth::Passwords>(service.blocking());
  tokens = std::make_unique<auth::ApiTokens>(service.database(), service.redis(), service.clock(), service.ids());
  accounts = std::make_unique<auth::Accounts>(service.database(), service.ids(), *passwords_);
  sessions = std::make_unique<auth::Sessions>(service.database(), service.redis(), service.clock(), service.ids(),
                                              *passwords_, policy);
  authentication = std::make_unique<auth::Authentication>(*tokens, *sessions);
}

std::vector<std::string> AuthModule::allowed_origins() const {
  return settings_->origin.empty() ? std::vector<std::string>() : std::vector{settings_->origin};
}

void ActionsModule::configure(config::Table& table) { settings_ = &table.add<ActionsSettings>("actions"); }

void ActionsModule::open(service::Service& service) {
  const std::filesystem::path files = std::filesystem::path(service.data_folder()) / "files";
  reader = std::make_unique<jobs::Reader>(service.database());
  natives.emplace("export-report", export_report(*reader, service.blocking(), files));
  actions = std::make_unique<Actions>(service.loops(), service.database(), service.log(), service.metrics(),
                                      fixed(settings_->folder, !service.settings().production()));
}

FixedActions ActionsModule::fixed(const std::string& folder, bool samples) {
  if (samples && !std::filesystem::exists(folder)) return {sample_declarations(), Origin::Sample, std::move(natives)};
  auto declarations = read_declarations(folder);
  if (!declarations) throw Failure(declarations.error());
  return {std::move(*declarations), Origin::File, std::move(natives)};
}

Task<bool> ActionsModule::drain() {
  if (following_) co_await actions->stop();
  co_return true;
}

void FlagsModule::open(service::Service& service) {
  const flags::Options options{.file = std::filesystem::path(service.data_folder()) / "flags.json"};
  flags = std::make_unique<flags::Flags>(service.loops(), service.blocking(), service.database(), service.redis(),
                                         service.log(), service.metrics(), options);
}

Task<bool> FlagsModule::drain() {
  if (following_) co_await flags->stop();
  co_return true;
}

void LimitsModule::configure(config::Table& table) { settings = &table.add<rate_limit::Settings>("limits"); }

void LimitsModule::open(service::Service& service) {
  service_ = &service;
  limiter = std::make_unique<rate_limit::Limiter>(
      service.redis(), service.clock(), [&service] { return service.moved_time(); }, service.log(), service.metrics(),
      rate_limit::options_of(*settings));
}

void LimitsModule::serving() { limiter->start(service_->loops()[0]); }

Task<bool> LimitsModule::drain() {
  limiter->stop();  // it listens on a loop, and the loops go before this module
  co_return true;
}

void JobsModule::configure(config::Table& table) { settings_ = &table.add<JobsSettings>("jobs"); }
std::span<const postgres::Migration> JobsModule::migrations() const { return jobs::migrations(); }

void JobsModule::open(service::Service& service) {
  service_ = &service;
  queue = std::make_unique<jobs::Queue>(service.loops(), service.database(), service.ids(), service.metrics(),
                                        jobs::wake_by_redis(service.redis()),
                                        jobs::remember_in_redis(service.redis(), service.clock()));
}

void JobsModule::work() {
  Actions& actions = *actions_.actions;
  jobs::WorkerOptions options{.queues = actions.queues(),
                              .slots = settings_->slots,
                              .poll = settings_->poll,
                              .beat = settings_->beat,
                              .dead_after = std::chrono::ceil<std::chrono::seconds>(settings_->dead_after),
                              .self_fence = std::chrono::floor<std::chrono::seconds>(settings_->dead_after * 2 / 3),
                              .drain = settings_->drain};
  worker_ = std::make_unique<jobs::Worker>(service_->loops(), service_->database(), service_->clock(), service_->log(),
                                           service_->metrics(), std::move(options));
  worker_->handle_others({.find = [&actions](std::string_view kind) { return actions.code(kind); },
                          .refresh = [&actions] { return actions.refresh(); }});
  runtime::Loop& first = service_->loops()[0];
  wakes_.emplace(
      jobs::listen_for_wakes(service_->redis(), first, [this](std::string_view name) { worker_->wake(name); }));
  due_ = std::make_unique<jobs::DueTimes>(service_->redis(), first, service_->clock(),
                                          [this](std::string_view name) { worker_->look(name); });
  first.post([this] { worker_->start(); });
}

Task<> JobsModule::clock_moved() {
  if (!worker_) co_return;
  co_await worker_->beat();
  due_->clock_moved();
}

Task<bool> JobsModule::drain() {
  const bool clean = !worker_ || co_await worker_->drain();
  wakes_.reset();  // these live on a loop, and the loops go before this module
  due_.reset();
  co_return clean;
}

}  // namespace tenstone::platform
