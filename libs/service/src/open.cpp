// What happens between the settings and the first request: stores, schema, clock, modules.
#include <algorithm>
#include <array>
#include <cerrno>  // program_invocation_short_name
#include <fmt/core.h>
#include <malloc.h>
#include <thread>

#include "every_loop.hpp"
#include "service_state.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/postgres/blocking.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::service {
using namespace std::chrono_literals;
namespace {

constexpr auto kMigrateDeadline = 60s;
constexpr auto kStartConnect = 10s;
constexpr auto kAnswer = 500ms;  // of a database that the start need not have
constexpr auto kArrival = 30s;   // of a database that a deployment starts beside its migration
constexpr auto kRecovery = 30s;  // of a database that has crashed, with the few hundred MB of log that it may have
// A follower of the clock that waits for a statement of its own answers within that statement's time-out.
constexpr auto kClockPatience = 10s;
// Of a loop's answer to /readyz: less than the 2 s after which `health` takes the process for one that hangs.
constexpr auto kReadyPatience = 1500ms;

// Threads come and go, those of each backup among them. Each is given one of glibc's arenas, eight a core by default,
// and what it has freed stays there: docs/adr/0030-few-arenas.md.
constexpr std::size_t kSpareArenas = 2;
void keep_few_arenas(std::size_t loops) { mallopt(M_ARENA_MAX, static_cast<int>(loops + kSpareArenas)); }

}  // namespace

void Service::open() {
  State& state = *state_;
  if (auto complete = check_urls(state.settings); !complete) throw Failure(complete.error());
  runtime::on_unhandled_exception(
      [log = state.log](std::exception_ptr error) { log.error("task.failed", {{"error", text_of(error)}}); });
  state.stores = std::make_unique<Stores>(state.settings, state.data_folder);
  state.stores->attach();
  const Needs& needs = state.settings.needs;
  const auto& runtime = state.settings.runtime;
  state.loops = std::make_unique<runtime::Loops>(runtime.loops);
  keep_few_arenas(state.loops->size());
  state.watch_tasks();
  const std::size_t threads = runtime.blocking_threads != 0 ? runtime.blocking_threads : state.loops->size();
  state.blocking = std::make_unique<runtime::BlockingPool>(threads, runtime.blocking_queue);
  if (needs.postgres) {
    state.open_database();
    state.without_database = needs.starts_without_postgres && !state.tool && !state.database_answers();
    if (state.without_database)
      state.log.warn("start.without_postgres");
    else
      state.bring_up_schema_patiently();
    state.join_clock();
  }
  if (needs.redis) state.open_redis();
  for (Module* module : state.modules) state.start("open", module->name(), [&] { module->open(*this); });
}

std::string text_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& thrown) {
    return thrown.what();
  } catch (...) {
    return "not a std::exception";
  }
}

void Service::State::start(std::string_view step, std::string_view module, const std::function<void()>& call) {
  try {
    call();
  } catch (...) {
    if (!tool)
      log.error("start.failed", {{"module", module}, {"step", step}, {"error", text_of(std::current_exception())}});
    throw;
  }
}

// One line of the log for an outage: its repetitions are for those who look closer.
void Service::State::watch_tasks() {
  loops->supervision().on_end([this](const runtime::TaskEnd& end) {
    metrics
        .counter("tenstone_tasks_restarted_total", "Long-lived tasks that ended by a fault and were started again",
                 {{"task", std::string(end.task)}})
        .add();
    log.log(end.repeated ? logging::Level::Debug : logging::Level::Error, "task.ended",
            {{"task", end.task}, {"error", end.why}, {"pause_ms", end.pause.count()}});
  });
  health.tasks_down = [this] { return loops->supervision().down(); };
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

void Service::State::open_database() {
  database = std::make_unique<postgres::Database>(*loops, database_options());
  const auto ready = [this]() -> Task<bool> {
    co_await database->ready();
    co_return true;
  };
  health.readiness.add({"postgres", [this, ready] { return on_every_loop(*loops, ready, kReadyPatience); }});
}

void Service::State::open_redis() {
  redis =
      std::make_unique<redis::Redis>(*loops, redis::Options{.url = stores->renew_redis_url(),
                                                            .deadline = settings.redis.deadline,
                                                            .renew_url = [this] { return stores->renew_redis_url(); },
                                                            .report = report()});
  const auto ready = [this] { return redis->ping(); };
  health.readiness.add({"redis", [this, ready] { return on_every_loop(*loops, ready, kReadyPatience); }});
}

Task<> Service::State::first_attempts() {
  const auto attempt = [this]() -> Task<bool> {
    if (redis) co_await redis->first_attempt(kFirstAttempts);
    if (database && !without_database) co_await database->ready();
    co_return true;
  };
  co_await on_every_loop(*loops, attempt, kFirstAttempts);
}

postgres::Modules Service::State::all_migrations() const {
  postgres::Modules all{postgres::migrations()};
  for (const Module* module : modules) all.push_back(module->migrations());
  return all;
}

bool Service::State::database_answers() const {
  return postgres::execute_blocking(stores->renew_database_url(), "select 1", kAnswer).has_value();
}

// Until it is there, /readyz says that "schema" is down.
void Service::State::bring_up_schema_later() {
  schema.emplace((*loops)[0]);
  schema->keep("schema", [this](runtime::Pulse pulse) -> Task<> {
    pulse.unwell();
    const auto bring_up = [this] {
      if (!database_answers()) throw Failure(Error(postgres::kDatabaseUnavailable));
      bring_up_schema();
    };
    const auto done = co_await blocking->run(bring_up);
    if (!done) throw Failure(done.error());
    pulse.well();
    while (co_await schema->pause(24h)) {
    }
  });
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
      throw Failure(Error(kSchemaPending, fmt::format("{} migrations are pending: run `{} migrate` first", pending,
                                                      program_invocation_short_name)));
  }
  if (!settings.production()) return;
  const auto replaced = postgres::clock_is_replaced(start_connection());
  if (!replaced) throw Failure(replaced.error());
  if (*replaced) throw Failure(kClockReplaced);
}

// A server that has crashed takes connections again when it has recovered.
void Service::State::bring_up_schema_patiently() {
  try {
    bring_up_schema();
  } catch (const Failure& failure) {
    const bool waits = failure.error().is(postgres::kDatabaseUnavailable) && !settings.needs.starts_without_postgres;
    if (!waits || !postgres::await_startup(stores->renew_database_url(), kRecovery)) throw;
    bring_up_schema();
  }
}

postgres::BlockingConnection& Service::State::start_connection() {
  if (starting) return *starting;
  auto opened =
      postgres::BlockingConnection::open(stores->renew_database_url(), kStartConnect, fmt::format("{} start", name));
  if (!opened) throw Failure(opened.error());
  if (const auto set = opened->execute("set statement_timeout = '10s'"); !set) throw Failure(set.error());
  return starting.emplace(std::move(*opened));
}

// In development the database's clock is everybody's: a tool reads it once, what serves follows it.
void Service::State::join_clock() {
  if (settings.production()) return;
  if (!without_database) {
    const auto offset = postgres::clock_offset(start_connection());
    if (!offset) throw Failure(offset.error());
    followed = *offset;
  }
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

MoveClock Service::State::mover() {
  return [this](std::chrono::microseconds offset) -> Task<Result<void>> {
    if (database) co_return co_await postgres::move_clock(*database, offset, kClockPatience);
    clock.set_offset(offset);
    for (Module* module : modules) co_await module->clock_moved();
    co_return Result<void>();
  };
}

// A container's check of PostgreSQL may pass before the server takes connections from other containers: its image makes
// the database by a server of its own, which ends then.
void Service::State::await_database(const std::string& url, const std::function<void(const Error&)>& waits) {
  const runtime::Stopwatch watch;
  for (bool told = false; watch.elapsed() < kArrival; std::this_thread::sleep_for(kAnswer / 2)) {
    const auto answer = postgres::execute_blocking(url, "select 1", kAnswer);
    if (answer || !answer.error().is(postgres::kDatabaseUnavailable)) return;
    if (!std::exchange(told, true) && waits) waits(answer.error());
  }
}

std::vector<postgres::MigrationState> Service::migrate(const std::function<void(const Error&)>& waits) {
  if (auto readable = check_database_url(state_->settings); !readable) throw Failure(readable.error());
  state_->stores = std::make_unique<Stores>(state_->settings, state_->data_folder);
  const std::string url = state_->stores->renew_database_url();
  state_->await_database(url, waits);
  const auto applied = postgres::migrate(url, state_->all_migrations(), kMigrateDeadline);
  if (!applied) throw Failure(applied.error());
  return *applied;
}

std::vector<postgres::MigrationState> Service::schema_status() {
  if (auto readable = check_database_url(state_->settings); !readable) throw Failure(readable.error());
  state_->stores = std::make_unique<Stores>(state_->settings, state_->data_folder);
  const auto status = postgres::migration_status(state_->stores->renew_database_url(), state_->all_migrations());
  if (!status) throw Failure(status.error());
  return *status;
}

// The database makes the key, so that no statement's text holds one. The second statement has a snapshot of its own: it
// sees the row of another process for whose commit the first one waited.
Secret<std::string> Service::key(std::string_view purpose) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  if (purpose.empty() || purpose.find_first_not_of(kAllowed) != purpose.npos)
    throw std::logic_error(fmt::format("'{}' is no purpose of a key: it is of a-z, 0-9, - and _", purpose));
  (void)database();  // named in Needs
  if (state_->without_database) {
    std::array<std::byte, 32> key{};
    random_bytes(key);
    return Secret<std::string>(std::string(reinterpret_cast<const char*>(key.data()), key.size()));
  }
  const auto rows = state_->start_connection().execute(
      fmt::format("insert into tenstone.keys (purpose) values ('{0}') on conflict do nothing;"
                  "select encode(key, 'hex') from tenstone.keys where purpose = '{0}'",
                  purpose));
  if (state_->running || !rows) state_->starting.reset();
  if (!rows) throw Failure(rows.error());
  return Secret<std::string>(from_hex(rows->at(0).at(0).value()).value());
}

}  // namespace tenstone::service
