// What every main() needs: configuration → stores → migrations → modules → health → serve → drain.
#pragma once
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/service/module.hpp"
#include "tenstone/service/settings.hpp"

namespace tenstone::http {
class App;
class Client;
struct ClientOptions;
}  // namespace tenstone::http
namespace tenstone::metrics {
class Registry;
}
namespace tenstone::postgres {
class Database;
}
namespace tenstone::redis {
class Redis;
}
namespace tenstone::runtime {
class BlockingPool;
class Loops;
}  // namespace tenstone::runtime

namespace tenstone::service {

inline const ErrorCode kProductionIncomplete{ErrorKind::Invalid, "production_incomplete",
                                             "Production needs a setting that is missing"};
inline const ErrorCode kControlInProduction{
    ErrorKind::Invalid, "control_in_production",
    "The control listener moves time for tests: production does not start with it"};
inline const ErrorCode kSchemaPending{ErrorKind::PreconditionFailed, "schema_pending",
                                      "The database's schema is older than this program"};
inline const ErrorCode kClockReplaced{
    ErrorKind::PreconditionFailed, "clock_replaced",
    "tenstone.now() of this database is a test's clock: production does not run on it"};
inline const ErrorCode kNotAnOperator{
    ErrorKind::Forbidden, "not_an_operator",
    "This is shown to the machine that the process runs on, and to the networks of http.operators"};

// One a process. Made, configured and used by the main thread; what it hands out is safe on every loop.
class Service {
 public:
  // `name` is the process in each log line: "api". `port` is what http.port is when nobody sets it.
  explicit Service(std::string name, Needs needs = {}, unsigned short port = 3000);
  // For a verb that does one thing and ends: stdout is for its answer, so it logs errors only, to stderr.
  struct Tool {};
  Service(std::string name, Needs needs, Tool);
  ~Service();
  Service(const Service&) = delete;

  // This process is the worker of a program whose api is what was constructed: its name is NAME-worker, and its
  // http.port, when nobody sets it, the next one. Before load(). run() in program.hpp calls it.
  void become_worker();
  void become_tool();  // as if it had been constructed as a Tool

  // The modules that it needs are added before it. The module must outlive the service. Before load(). Throws
  // std::logic_error when a module of this name is there already.
  void add(Module& module);
  // The module of this type: the one that was added, else one that the service makes, adds and keeps. Before load(), or
  // for one that is there. A module that is added by hand is added before those that need it.
  template <std::derived_from<Module> M>
  M& with() {
    if (Module* added = find(typeid(M))) return static_cast<M&>(*added);
    return static_cast<M&>(keep(std::make_unique<M>()));
  }
  config::Table& config();

  // Reads flags, environment and file, all three by one table. Error: configuration_invalid, whose message names each
  // fault in a line of its own; production_incomplete; control_in_production.
  Result<void> load(const std::vector<std::string>& flags);

  // Attaches to the servers that it needs (private ones unless the URLs are set), applies or checks migrations, opens
  // the modules. Blocks: 1.5 s at the first start, a fraction of that later. Throws Failure with a message for people;
  // also while PostgreSQL is away, unless Needs::starts_without_postgres.
  void open();

  // The schema alone, without the rest of open(). Needs PostgreSQL. Block; throw Failure.
  // Gives what it applied. Waits for a database that is not there for half a minute; says so once to `waits`.
  std::vector<postgres::MigrationState> migrate(const std::function<void(const Error&)>& waits = {});
  std::vector<postgres::MigrationState> schema_status();

  // Adds the routes of the modules to the app, behind its middleware, once. serve() of an api does so unless it was
  // done before: to list them, or to have them before other routes. After open().
  void routes(http::App& app);

  // Runs a task on loop 0 and waits for it: for verbs that do one thing and end. Starts the loops if need be. The task
  // begins when that loop has tried to connect to Redis.
  void run(std::function<Task<>()> task);

  // Puts the default middleware in front, outermost first: request_id, client_address (by http.trusted_proxies),
  // access_log, cors (if http.allowed_origins names any), problem_errors (http/middleware.hpp). Before the routes of
  // `app`, and before what else they need.
  void standard(http::App& app);

  // Alone: an api that does the background work of its modules too, for a program without a worker.
  enum class Role { Api, Worker, Alone };
  // Connects every loop to its servers, then listens; a server that is away delays the start by 3 s at most. Serves
  // until SIGINT or SIGTERM, then drains: not ready at once, idle connections closed, requests and jobs brought to
  // their end; a second one, a second later or more, ends it at once. Returns the exit code: 0 drained, 1 cut short, or
  // a part of it threw. Throws Failure when the port is taken, and what a module or the control listener throws at the
  // start (module.hpp); then nothing runs on the loops any more.
  //
  // A supervised task that ends (runtime/supervisor.hpp) is logged as "task.ended", an error once an outage, counted in
  // tenstone_tasks_restarted_total{task}, and makes /readyz answer 503 with its name until it works again.
  int serve(http::App& app, Role role);

  // ---- after load()
  const std::string& name() const;
  const Settings& settings() const;
  unsigned short port() const;
  const std::string& data_folder() const;
  // Where people open this service: http.public_url, or in development http://localhost and the port of this process.
  // Links are made of it, never of a request's Host. Empty: production, and not set.
  std::string public_url() const;
  logging::Logger log() const;
  const Clock& clock() const;
  std::optional<Time> moved_time() const;  // clock().now() while a test has moved the clock
  Ids& ids();
  metrics::Registry& metrics();

  // ---- after open()
  runtime::Loops& loops();
  runtime::BlockingPool& blocking();
  // Another one, for work that must not keep that of blocking() waiting. It lasts as long as that one does. During
  // Module::open(), or between open() and serve().
  runtime::BlockingPool& add_pool(std::size_t threads, std::size_t queue, int nice = 0);
  // A client of other servers, which lasts as long as the loops do. HttpClient (http_client.hpp) has one. During
  // Module::open().
  http::Client& add_client(http::ClientOptions options);
  postgres::Database& database();  // these two throw std::logic_error when the server is not among its needs
  redis::Redis& redis();
  // The URL of PostgreSQL, of the private one too, for clients of their own. Blocks: a private PostgreSQL that was
  // stopped is started again. Throws Failure.
  Secret<std::string> database_url();

  // The secret for a purpose ("cursors"; a-z, 0-9, -, _): 32 random bytes, made once in a database (tenstone.keys).
  // BLOCKS for a connection and a round trip: not on a loop. Throws Failure: database_unavailable, statement_refused.
  // Another one, of this process alone, after a start without PostgreSQL.
  Secret<std::string> key(std::string_view purpose);

  // Runs while serve() drains, on loop 0, when no request is left: to stop what was started on the loops. The last
  // added first. A module has drain() for this.
  void at_drain(std::function<Task<>()> stop);

  // A condition of /readyz, looked at once a second at most. `name` is a part, never an address.
  void add_check(std::string name, std::function<Task<bool>()> check);

 private:
  Module* find(const std::type_info& type) const;
  Module& keep(std::unique_ptr<Module> module);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::service
