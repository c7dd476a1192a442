#include "tenstone/service/service.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/core.h>
#include <future>
#include <thread>

#include "control.hpp"
#include "health.hpp"
#include "stores.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/blocking.hpp"
#include "tenstone/postgres/clock.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/signals.hpp"
#include "tenstone/service/local_services.hpp"

namespace tenstone::service {
namespace {

constexpr auto kCloseStores = 2s;
constexpr auto kMigrateDeadline = 60s;
constexpr auto kRecovery = 30s;  // of a database that has crashed, with the few hundred MB of log that it may have

}  // namespace

// Members go in the opposite order: pools before the loops that their work resumes on, loops before what they log to.
struct Service::State {
  State(std::string process, unsigned short port) : name(std::move(process)), default_port(port) {}

  const std::string name;
  const unsigned short default_port;
  config::Table table;
  Settings settings{table};
  std::string data_folder;
  SystemClock clock;
  Ids ids{clock};
  metrics::Registry metrics;
  logging::Logger log;
  std::vector<Module*> modules;
  Health health;
  std::unique_ptr<Stores> stores;
  std::unique_ptr<runtime::Loops> loops;
  std::unique_ptr<postgres::Database> database;
  std::unique_ptr<redis::Redis> redis;
  std::unique_ptr<runtime::BlockingPool> blocking;
  std::unique_ptr<postgres::ClockFollower> follower;  // in development
  std::unique_ptr<Control> control;                   // where it was asked for
  bool tool = false, running = false;
  std::chrono::microseconds followed{0};  // the offset that the modules know

  void start_loops() {
    if (!std::exchange(running, true)) loops->start();
  }
  unsigned short port() const { return settings.http.port.value_or(default_port); }
  std::function<void(std::string_view, std::string_view)> report() const;
  postgres::Options database_options() const;
  void open_stores();
  void bring_up_schema();
  void join_clock();
  postgres::Modules all_migrations() const;
  Task<bool> drain(http::Server& server, Role role);
};

Service::Service(std::string name, unsigned short port) : state_(std::make_unique<State>(std::move(name), port)) {}

Service::Service(std::string name, Tool) : Service(std::move(name)) { state_->tool = true; }

Service::~Service() {
  if (!state_->loops) return;
  // First what resumes on the loops, then the loops' threads, then what their tasks used.
  state_->blocking.reset();
  state_->loops->stop();
  state_->loops->join();
}

void Service::add(Module& module) {
  state_->modules.push_back(&module);
  module.configure(state_->table);
}

config::Table& Service::config() { return state_->table; }

Result<void> Service::load(const std::vector<std::string>& flags) {
  State& state = *state_;
  if (auto loaded = state.table.load(flags, config::environment()); !loaded) return loaded;
  if (auto complete = check_urls(state.settings); !complete) return complete;
  if (state.settings.production() && state.settings.control.port) return kControlInProduction;
  state.data_folder = state.settings.general.data.empty()
                          ? local_services::default_data_folder().string()
                          : std::filesystem::absolute(state.settings.general.data).string();
  const LogSettings& log = state.settings.log;
  state.log =
      state.tool
          ? logging::make({.level = logging::Level::Error, .destination = "stderr", .process = state.name}, state.clock)
          : logging::make({.level = log.level, .destination = log.destination, .process = state.name}, state.clock);
  return {};
}

void Service::open() {
  State& state = *state_;
  runtime::on_unhandled_exception([log = state.log](std::exception_ptr error) {
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& thrown) {
      log.error("task.failed", {{"error", thrown.what()}});
    }
  });
  state.stores = std::make_unique<Stores>(state.settings, state.data_folder);
  state.stores->attach();
  postgres::await_startup(state.stores->renew_database_url(), kRecovery);
  const auto& runtime = state.settings.runtime;
  state.loops = std::make_unique<runtime::Loops>(runtime.loops);
  const std::size_t threads = runtime.blocking_threads != 0 ? runtime.blocking_threads : state.loops->size();
  state.blocking = std::make_unique<runtime::BlockingPool>(threads, runtime.blocking_queue);
  state.open_stores();
  state.bring_up_schema();
  state.join_clock();
  for (Module* module : state.modules) module->open(*this);
}

std::function<void(std::string_view, std::string_view)> Service::State::report() const {
  return [log = log](std::string_view event, std::string_view detail) {
    const bool good = event.ends_with("connected") || event.ends_with("restored");
    log.log(good ? logging::Level::Debug : logging::Level::Warn, event, {{"detail", detail}});
  };
}

postgres::Options Service::State::database_options() const {
  return {.url = stores->renew_database_url(),
          .pool_size = settings.postgres.pool,
          .renew_url = [this] { return stores->renew_database_url(); },
          .report = report()};
}

void Service::State::open_stores() {
  database = std::make_unique<postgres::Database>(*loops, database_options());
  redis =
      std::make_unique<redis::Redis>(*loops, redis::Options{.url = stores->renew_redis_url(),
                                                            .renew_url = [this] { return stores->renew_redis_url(); },
                                                            .report = report()});
  health.checks.push_back({"postgres", [this]() -> Task<bool> {
                             try {
                               co_await database->ready();
                               co_return true;
                             } catch (const Failure&) {
                             }
                             co_return false;
                           }});
  health.checks.push_back({"redis", [this] { return redis->ping(); }});
}

postgres::Modules Service::State::all_migrations() const {
  postgres::Modules all{postgres::migrations()};
  for (const Module* module : modules) all.push_back(module->migrations());
  return all;
}

void Service::State::bring_up_schema() {
  const std::string url = stores->renew_database_url();
  if (settings.postgres.migrate.value_or(settings.production() ? Migrate::Check : Migrate::Auto) == Migrate::Auto) {
    const auto applied = postgres::migrate(url, all_migrations(), kMigrateDeadline);
    if (!applied) throw Failure(applied.error());
    for (const auto& step : *applied)
      log.info("schema.migrated", {{"module", step.module}, {"version", step.version}, {"name", step.name}});
  } else {
    const auto status = postgres::migration_status(url, all_migrations());
    if (!status) throw Failure(status.error());
    const auto pending =
        std::ranges::count(*status, postgres::MigrationState::State::Pending, &postgres::MigrationState::state);
    if (pending > 0)
      throw Failure(
          Error(kSchemaPending, fmt::format("{} migrations are pending: run `tenstone migrate` first", pending)));
  }
  if (settings.production() && postgres::clock_is_replaced(url)) throw Failure(kClockReplaced);
}

// In development the database's clock is everybody's: a tool reads it once, what serves follows it.
void Service::State::join_clock() {
  if (settings.production()) return;
  followed = postgres::clock_offset(stores->renew_database_url());
  clock.set_offset(followed);
  if (tool) return;
  follower = std::make_unique<postgres::ClockFollower>(
      *loops, database_options(), [this](std::chrono::microseconds offset) -> Task<> {
        if (followed == offset) co_return;
        clock.set_offset(offset);
        log.info("clock.moved", {{"ahead_ms", std::chrono::duration_cast<std::chrono::milliseconds>(offset).count()}});
        for (Module* module : modules) co_await module->clock_moved();
        followed = offset;
      });
}

std::vector<postgres::MigrationState> Service::migrate() {
  state_->stores = std::make_unique<Stores>(state_->settings, state_->data_folder);
  const auto applied =
      postgres::migrate(state_->stores->renew_database_url(), state_->all_migrations(), kMigrateDeadline);
  if (!applied) throw Failure(applied.error());
  return *applied;
}

std::vector<postgres::MigrationState> Service::schema_status() {
  state_->stores = std::make_unique<Stores>(state_->settings, state_->data_folder);
  const auto status = postgres::migration_status(state_->stores->renew_database_url(), state_->all_migrations());
  if (!status) throw Failure(status.error());
  return *status;
}

void Service::run(std::function<Task<>()> task) {
  state_->start_loops();
  std::promise<void> done;
  auto body = [](std::function<Task<>()> run_it, std::promise<void>* out) -> Task<> {
    try {
      co_await run_it();
      out->set_value();
    } catch (...) {
      out->set_exception(std::current_exception());
    }
  };
  (*state_->loops)[0].spawn(body(std::move(task), &done));
  done.get_future().get();
}

int Service::serve(http::App& app, Role role) {
  State& state = *state_;
  add_health_routes(app, state.health, state.metrics);
  if (role == Role::Api)
    for (Module* module : state.modules) module->routes(app);

  http::Server server(
      *state.loops, app, state.clock,
      {.address = state.settings.http.address, .port = state.port(), .log = state.log, .metrics = &state.metrics});
  if (const auto started = server.start(); !started) throw Failure(started.error());
  if (state.settings.control.port && role == Role::Api) {
    state.control =
        std::make_unique<Control>(*state.loops, *state.database, state.clock, state.log, *state.settings.control.port);
    if (const auto started = state.control->start(); !started) throw Failure(started.error());
  }
  std::promise<int> ended;
  int signals = 0;
  auto drain = [](State& own, http::Server& on, Role as, std::promise<int>& out) -> Task<> {
    out.set_value(co_await own.drain(on, as) ? 0 : 1);
  };
  runtime::on_stop_signal((*state.loops)[0], [&](int) {
    if (++signals == 1)
      (*state.loops)[0].spawn(drain(state, server, role, ended));
    else
      std::_Exit(1);
  });
  state.start_loops();
  for (Module* module : state.modules) module->serving();
  if (role == Role::Worker)
    for (Module* module : state.modules) module->work();
  if (state.follower) state.follower->start();
  state.log.info("process.ready", {{"address", state.settings.http.address}, {"port", server.port()}});
  const int code = ended.get_future().get();
  state.log.info("process.stopped", {{"exit_code", code}});
  state.blocking.reset();
  state.loops->stop();
  state.loops->join();
  return code;
}

Task<bool> Service::State::drain(http::Server& server, Role role) {
  log.info("process.draining");
  health.draining.store(true);
  bool clean = true;
  // A worker's requests are health checks, which go on while its jobs end; an api's requests need its modules.
  if (role == Role::Api) clean = co_await server.drain(settings.http.drain);
  for (auto module = modules.rbegin(); module != modules.rend(); ++module) clean = co_await (*module)->drain() && clean;
  if (role == Role::Worker) clean = co_await server.drain(settings.http.drain) && clean;
  if (control) co_await control->drain();
  if (follower) co_await follower->stop();
  co_await database->close(kCloseStores);
  co_return clean;
}

const Settings& Service::settings() const { return state_->settings; }
const std::string& Service::data_folder() const { return state_->data_folder; }
logging::Logger Service::log() const { return state_->log; }
const Clock& Service::clock() const { return state_->clock; }
std::optional<Time> Service::moved_time() const {
  if (state_->clock.offset() == std::chrono::microseconds(0)) return std::nullopt;
  return state_->clock.now();
}
Ids& Service::ids() { return state_->ids; }
metrics::Registry& Service::metrics() { return state_->metrics; }
runtime::Loops& Service::loops() { return *state_->loops; }
runtime::BlockingPool& Service::blocking() { return *state_->blocking; }
postgres::Database& Service::database() { return *state_->database; }
redis::Redis& Service::redis() { return *state_->redis; }
void Service::add_check(std::string name, std::function<Task<bool>()> check) {
  state_->health.checks.push_back({std::move(name), std::move(check)});
}

}  // namespace tenstone::service
