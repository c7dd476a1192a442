// A database of its own for every fixture, on the server of DATABASE_URL, migrated.
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include "tenstone/postgres/blocking.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/testing/servers.hpp"

namespace tenstone::testing {

// Runs SQL on a connection of its own, outside of the code under test; the rows of the last statement as lines, columns
// with "|" between.
inline std::string run_sql(const std::string& url, const std::string& sql) {
  const auto rows = postgres::execute_blocking(url, sql, std::chrono::seconds(30));
  if (!rows) throw std::runtime_error(sql.substr(0, 200) + ": " + rows.error().message + " " + rows.error().detail);
  std::string out;
  for (const auto& row : *rows) {
    if (&row != &rows->front()) out += '\n';
    for (const auto& column : row) {
      if (&column != &row.front()) out += '|';
      out += column.value_or("");
    }
  }
  return out;
}

// DATABASE_URL with another database name.
inline std::string url_of(const std::string& name) {
  const std::string url = database_url();
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) return url + " dbname=" + name;
  const auto question = std::min(url.find('?'), url.size());
  const auto path = std::min(url.find('/', scheme + 3), question);
  return url.substr(0, path) + "/" + name + url.substr(question);
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

class TemporaryDatabase {
 public:
  explicit TemporaryDatabase(const postgres::Modules& modules)
      : name_("tenstone_test_" + std::to_string(getpid()) + "_" + std::to_string(next_++)) {
    run_sql(database_url(), "create database " + name_);
    url_ = url_of(name_);
    const auto migrated = postgres::migrate(url_, modules, std::chrono::seconds(10));
    if (!migrated) throw Failure(migrated.error());
  }
  ~TemporaryDatabase() { drop_database(database_url(), name_); }
  TemporaryDatabase(const TemporaryDatabase&) = delete;
  const std::string& name() const { return name_; }
  const std::string& url() const { return url_; }
  std::string sql(const std::string& text) const { return run_sql(url_, "set search_path = tenstone;\n" + text); }

 private:
  static inline std::atomic<int> next_ = 0;
  std::string name_, url_;
};

}  // namespace tenstone::testing
