// Processes that share a database and a Redis of their own.
#pragma once
#include <gtest/gtest.h>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/flags/errors.hpp"
#include "tenstone/flags/flags.hpp"
#include "tenstone/flags/migrations.hpp"
#include "tenstone/flags/store.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/redis_server.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::flags {

using namespace std::chrono_literals;

inline const web::IfMatch kAny{.any = true};
inline const By kOlaf{"user:olaf", "because"};

class FlagsProcess {
 public:
  FlagsProcess(const std::string& database_url, const std::string& redis_url, Options options,
               std::chrono::milliseconds statement_timeout = 1s)
      : database(started(loops), {.url = database_url, .statement_timeout = statement_timeout}),
        redis(loops, {.url = redis_url, .deadline = 500ms}),
        flags(loops, blocking, database, redis, logging::Logger(), registry, std::move(options)),
        store(database, blocking, ids, [this] { return flags.announce(); }) {}
  ~FlagsProcess() {
    if (following) run(flags.stop());
    run(database.close(1s));
    loops.stop();
    loops.join();
  }
  static runtime::Loops& started(runtime::Loops& all) {
    all.start();
    return all;
  }

  template <class T>
  T run(Task<T> task) {
    return testing::await(loops[0], std::move(task));
  }
  void follow() {
    following = true;
    flags.start();
    run(flags.settled());
  }
  std::shared_ptr<const Snapshot> now() {
    const auto body = [](const Flags* of) -> Task<std::shared_ptr<const Snapshot>> { co_return of->hold(); };
    return run(body(&flags));
  }
  bool on(const std::string& key) { return now()->boolean(key, Context("mia"), false); }
  Task<Result<void>> lock_database(std::optional<postgres::Transaction>* held) {
    held->emplace(co_await database.begin());
    const auto locked = co_await (*held)->execute("LOCK TABLE flag_version IN ACCESS EXCLUSIVE MODE");
    if (!locked) co_return locked.error();
    co_return Result<void>();
  }
  static Task<> unlock(std::optional<postgres::Transaction>* held) {
    held->reset();
    co_return;
  }
  std::int64_t version() { return now()->version(); }
  // A boolean flag that is `on` for everybody, or off; made if need be.
  Result<Put<Definition>> set(const std::string& key, bool on) {
    Definition flag{.key = key,
                    .variants = {{"off", false}, {"on", true}},
                    .off = "off",
                    .otherwise = Serve{.variant = on ? "on" : "off", .split = {}}};
    const bool known = run(store.find(key)).has_value();
    return run(store.put(kOlaf, std::move(flag), known ? std::optional(kAny) : std::nullopt, false));
  }

  runtime::Loops loops{2};
  runtime::BlockingPool blocking{1, 10};
  metrics::Registry registry;
  SystemClock clock;
  Ids ids{clock};
  postgres::Database database;
  redis::Redis redis;
  bool following = false;
  Flags flags;
  Store store;
};

class FlagsFixture : public ::testing::Test {
 protected:
  // By default they look by themselves once an hour: what arrives was told.
  std::unique_ptr<FlagsProcess> process(const std::string& redis_url, Options options = {.look = 1h}) {
    return std::make_unique<FlagsProcess>(database_.url(), redis_url, std::move(options));
  }
  std::unique_ptr<FlagsProcess> process() { return process(server_.url()); }
  template <class Condition>
  static bool eventually(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }

  void allow_connections(bool yes) {
    const std::string name = "'" + database_.name() + "'";
    testing::run_sql(testing::database_url(),
                     "alter database " + database_.name() + " allow_connections " + (yes ? "true" : "false"));
    if (!yes)
      testing::run_sql(testing::database_url(),
                       "select pg_terminate_backend(pid) from pg_stat_activity where datname = " + name);
  }
  // As a backup of the first version that is put back. Tells nobody.
  void go_back_to_the_first_version() {
    database_.sql(
        "UPDATE flag_version SET version = 1, change = gen_random_uuid(); DELETE FROM flags WHERE key <> 'first'");
  }

  const testing::TemporaryDatabase database_{{postgres::migrations(), audit::migrations(), migrations()}};
  testing::RedisServer server_;
  const std::string nowhere_ = "unix:///no/such/socket";
  const std::string away_ = "postgresql:///x?host=/no/such/folder";
};

}  // namespace tenstone::flags
