// The inside of service.hpp: made by service.cpp, filled by open.cpp, run by serve.cpp.
#pragma once
#include "control.hpp"
#include "health.hpp"
#include "stores.hpp"
#include "tenstone/http/client.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/blocking_connection.hpp"
#include "tenstone/postgres/clock.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/supervisor.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::service {

// How long a start waits for servers that are away: a lost SYN is sent again after one second, and after two more.
constexpr std::chrono::seconds kFirstAttempts{3};

// Members go in the opposite order: pools before the loops that their work resumes on, loops before what they log to.
struct Service::State {
  State(std::string process, Needs needs, unsigned short port)
      : name(std::move(process)), default_port(port), settings(table, needs) {}

  std::vector<std::unique_ptr<Module>> kept;  // what with() made; outlives all below, as what add() takes does
  std::string name;
  unsigned short default_port;
  config::Table table;
  Settings settings;
  std::string data_folder;
  SystemClock clock;
  Ids ids{clock};
  metrics::Registry metrics;
  logging::Logger log;
  std::optional<metrics::Registry::Watch> lost_lines;
  std::vector<Module*> modules;  // in the order of the calls
  std::vector<std::function<Task<>()>> stops;
  Health health;
  std::unique_ptr<Stores> stores;
  std::unique_ptr<runtime::Loops> loops;
  std::optional<postgres::BlockingConnection> starting;  // what the start asks PostgreSQL, on one connection
  std::unique_ptr<postgres::Database> database;
  std::unique_ptr<redis::Redis> redis;
  std::unique_ptr<runtime::BlockingPool> blocking;
  std::vector<std::unique_ptr<runtime::BlockingPool>> more_pools;
  std::vector<std::unique_ptr<http::Client>> clients;
  std::unique_ptr<postgres::ClockFollower> follower;  // in development
  std::unique_ptr<Control> control;                   // where it was asked for
  std::optional<runtime::Supervisor> schema;          // of a start without PostgreSQL
  bool tool = false, running = false, routed = false;
  bool without_database = false;          // PostgreSQL did not answer at the start, and need not
  std::chrono::microseconds followed{0};  // the offset that the modules know

  void start_loops() {
    starting.reset();
    if (!std::exchange(running, true)) loops->start();
  }
  // Starts the loops if need be, runs the task on loop 0 and waits for it. Blocks. Throws what the task throws.
  void run(std::function<Task<>()> task);
  unsigned short port() const { return settings.http.port.value_or(default_port); }
  http::ServerOptions server_options();
  http::Limits limits() const;  // the connections as the descriptors allow it, whose limit it raises
  std::function<void(std::string_view, std::string_view)> report() const;
  postgres::Options database_options() const;
  void open_database();
  void open_redis();
  // Connects every loop to the servers. Waits until each first attempt has ended, whether it succeeded or failed, for
  // at most kFirstAttempts. On a loop.
  Task<> first_attempts();
  // Lets their waiting jobs finish. Blocks.
  void end_pools() {
    more_pools.clear();
    blocking.reset();
  }
  bool database_answers() const;  // blocks for half a second at most
  // Until it answers, half a minute at most. BLOCKS
  void await_database(const std::string& url, const std::function<void(const Error&)>& waits);
  postgres::BlockingConnection& start_connection();  // blocks; throws Failure
  void bring_up_schema();
  void bring_up_schema_patiently();  // waits for a server that recovers
  void bring_up_schema_later();      // as soon as the database answers
  void join_clock();
  MoveClock mover();
  postgres::Modules all_migrations() const;
  // What this process logs, counts and shows of supervised tasks that end.
  void watch_tasks();
  // A step of the start: what it throws is logged with the module's name, and thrown on. A tool's main() says it.
  void start(std::string_view step, std::string_view module, const std::function<void()>& call);
  // A step of the end: what it throws is logged with the module's name, and counts as false.
  Task<bool> end(std::string_view module, std::function<Task<bool>()> step);
  Task<bool> drain(http::Server& server, Role role);
};

// The text of what was thrown, for the log.
std::string text_of(const std::exception_ptr& error);

}  // namespace tenstone::service
