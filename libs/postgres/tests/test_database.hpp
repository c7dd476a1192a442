// A database of its own for every fixture, on the server of DATABASE_URL.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <string>
#include <thread>
#include <unistd.h>

#include "tenstone/postgres/database.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::postgres {

inline const char* server_url() {
  const char* url = std::getenv("DATABASE_URL");
  if (url == nullptr || *url == '\0') throw std::runtime_error("run by `make test`, or set DATABASE_URL");
  return url;
}

// Blocking, outside of the code under test.
inline std::string run_sql(const std::string& url, const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url.c_str()), PQfinish);
  PQsetNoticeReceiver(connection.get(), [](void*, const PGresult*) {}, nullptr);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
  return PQntuples(result.get()) == 0 ? std::string() : PQgetvalue(result.get(), 0, 0);
}

// DATABASE_URL with another database name.
inline std::string url_of(const std::string& name) {
  std::string conninfo;
  char* error = nullptr;
  PQconninfoOption* all = PQconninfoParse(server_url(), &error);
  if (all == nullptr) throw std::runtime_error(std::string("DATABASE_URL: ") + error);
  for (PQconninfoOption* option = all; option->keyword != nullptr; ++option) {
    if (option->val == nullptr || std::string_view(option->keyword) == "dbname") continue;
    std::string value;
    for (const char* c = option->val; *c != '\0'; ++c)
      value += (*c == '\'' || *c == '\\' ? "\\" : "") + std::string(1, *c);
    conninfo += std::string(option->keyword) + "='" + value + "' ";
  }
  PQconninfoFree(all);
  return conninfo + "dbname=" + name;
}

// Drops it under whoever is still connected. PostgreSQL 15 refuses that to all but superusers in the moments in which
// autovacuum looks at the database, so it is tried again.
inline void drop_database(const std::string& url, const std::string& name) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  for (;;) {
    try {
      run_sql(url, "drop database if exists " + name + " with (force)");
      return;
    } catch (const std::runtime_error&) {
      if (std::chrono::steady_clock::now() > until) throw;
    }
  }
}

class TestDatabase {
 public:
  TestDatabase() : name_("tenstone_test_" + std::to_string(getpid()) + "_" + std::to_string(next_++)) {
    run_sql(server_url(), "create database " + name_);
    url_ = url_of(name_);
    sql("create schema tenstone");
  }
  ~TestDatabase() { drop_database(server_url(), name_); }
  TestDatabase(const TestDatabase&) = delete;
  const std::string& url() const { return url_; }
  const std::string& name() const { return name_; }
  std::string sql(const std::string& text) const { return run_sql(url_, text); }

 private:
  static inline std::atomic<int> next_ = 0;
  std::string name_, url_;
};

// What a task that throws a Failure ends with.
inline std::string code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Failure& failure) {
    return failure.error().code + " " + failure.error().detail;
  }
  return "no failure";
}

using tenstone::testing::await;

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() { loops_.start(); }
  ~DatabaseTest() override {
    loops_.stop();
    loops_.join();
  }
  Options options() const { return {.url = test_.url()}; }
  // Made at first use, so that a test can ask for other options.
  Database& database() {
    if (!database_) open(options());
    return *database_;
  }
  void open(Options options) { database_ = std::make_unique<Database>(loops_, std::move(options)); }
  template <class T>
  T run(Task<T> task) {
    return await(loops_[0], std::move(task));
  }

  // Until a statement whose text holds `part` runs on the server.
  void wait_until_running(const std::string& part) const {
    const std::string seen = "select count(*) > 0 from pg_stat_activity where datname = '" + test_.name() +
                             "' and state = 'active' and pid <> pg_backend_pid() and query like '%" + part + "%'";
    while (test_.sql(seen) != "t") std::this_thread::yield();
  }
  void terminate(const std::string& application) const {
    test_.sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + test_.name() +
              "' and application_name = '" + application + "'");
  }

  TestDatabase test_;
  runtime::Loops loops_{2};
  std::unique_ptr<Database> database_;
};

}  // namespace tenstone::postgres
