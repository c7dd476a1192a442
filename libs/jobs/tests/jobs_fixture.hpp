// A migrated database of its own for every test, on the server of DATABASE_URL, and what runs on it.
#pragma once
#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/jobs/queue.hpp"
#include "tenstone/jobs/reader.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::jobs {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

class JobsTest : public ::testing::Test {
 protected:
  JobsTest() {
    loops_.start();
    open({.url = temporary_.url()});
  }
  // Before the destructor of a test's own class: handlers may use what it has.
  void TearDown() override {
    release();
    for (const auto& worker : workers_) {
      worker->hurry();
      run(worker->drain());
    }
    run(database_->close(2s));
    loops_.stop();
    loops_.join();
  }

  // Again: with other options, before there are workers.
  void open(postgres::Options options) {
    queue_.reset();
    if (database_) run(database_->close(2s));
    database_ = std::make_unique<postgres::Database>(loops_, std::move(options));
    queue_ = std::make_unique<Queue>(loops_, *database_, ids_, registry_, [this](std::string_view queue) {
      const std::lock_guard guard(adding_);
      for (const auto& worker : workers_) worker->wake(queue);
    });
  }

  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  // The first value of the first row, as text.
  std::string sql(const std::string& text) { return temporary_.sql(text); }
  long count(const std::string& from) { return std::stol(sql("SELECT count(*)::text FROM " + from)); }

  // Moves tenstone.now() of this database.
  void pass(std::chrono::seconds by) {
    passed_ += by;
    sql("CREATE OR REPLACE FUNCTION tenstone.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'select pg_catalog.now() "
        "+ "
        "interval ''" +
        std::to_string(passed_.count()) + " seconds'''");
  }

  // It beats once an hour unless told otherwise: tests beat and rescue themselves.
  Worker& add_worker(WorkerOptions options = {}) {
    if (options.beat == WorkerOptions().beat) options.beat = 1h;
    const std::lock_guard guard(adding_);
    workers_.push_back(
        std::make_unique<Worker>(loops_, *database_, clock_, logging::Logger(), registry_, std::move(options)));
    return *workers_.back();
  }
  void start(Worker& worker) {
    loops_[0].post([&worker] { worker.start(); });
  }
  JobRef enqueue(NewJob job) {
    const auto ref = run(queue_->enqueue(std::move(job)));
    if (!ref) throw Failure(ref.error());
    return *ref;
  }
  JobView find(const Uuid& id) {
    auto job = run(reader().find(kOrg, id));
    if (!job) throw std::runtime_error("no such job: " + to_string(id));
    return *job;
  }
  Reader reader() { return Reader(*database_); }

  // Polls; false after 10 s.
  template <class Condition>
  static bool eventually(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }

  // A handler that stays until release() is called, or, when `attempts` says so, only in the first attempts.
  Handler hold(int attempts = 1) {
    return [this, attempts](jobs::Run& run) -> Task<Outcome> {
      ++entered_;
      while (!released_ && run.attempt() <= attempts) co_await runtime::sleep_for(1ms);
      co_return Done{};
    };
  }
  void release() { released_ = true; }
  // Asks and answers on the worker's loop.
  std::size_t running(const Worker& worker) {
    const auto body = [](const Worker* of) -> Task<std::size_t> { co_return of->running(); };
    return run(body(&worker));
  }
  bool counted(const std::string& metric, int value) const {
    return registry_.render().find("\n" + metric + " " + std::to_string(value) + "\n") != std::string::npos;
  }

  static inline const Uuid kOrg = *parse_uuid("0190a1b2-0000-7000-8000-000000000001");

  const testing::TemporaryDatabase temporary_{{postgres::migrations(), audit::migrations(), migrations()}};
  SystemClock clock_;
  Ids ids_{clock_};
  metrics::Registry registry_;
  runtime::Loops loops_{2};
  std::unique_ptr<postgres::Database> database_;
  std::unique_ptr<Queue> queue_;
  std::mutex adding_;  // while an enqueued job wakes those who are there
  std::vector<std::unique_ptr<Worker>> workers_;
  std::chrono::seconds passed_{0};
  std::atomic<bool> released_ = false;
  std::atomic<int> entered_ = 0;
};

}  // namespace tenstone::jobs
