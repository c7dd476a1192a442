// A database of its own for every fixture, on the server of DATABASE_URL, migrated.
#pragma once
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

#include "tenstone/postgres/database.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/servers.hpp"

namespace tenstone::testing {

// Runs SQL by psql, outside of the code under test; returns what it prints, without the last newline.
inline std::string psql(const std::string& url, const std::string& sql) {
  char name[] = "/tmp/tenstone-sql-XXXXXX";
  const int fd = mkstemp(name);
  if (write(fd, sql.data(), sql.size()) != static_cast<ssize_t>(sql.size()))
    throw std::runtime_error("no room in /tmp");
  close(fd);
  const std::string command = "psql -XqAt -v ON_ERROR_STOP=1 -d '" + url + "' -f " + name + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  std::string out;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) out += static_cast<char>(c);
  const int code = pclose(pipe);
  unlink(name);
  if (code != 0) throw std::runtime_error(sql.substr(0, 200) + ": " + out);
  if (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

class TemporaryDatabase {
 public:
  explicit TemporaryDatabase(const postgres::Modules& modules)
      : name_("tenstone_test_" + std::to_string(getpid()) + "_" + std::to_string(next_++)) {
    psql(database_url(), "create database " + name_);
    const std::string server = database_url();
    const std::size_t query = server.find('?'), slash = server.rfind('/', query);
    url_ = server.substr(0, slash + 1) + name_ + (query == std::string::npos ? "" : server.substr(query));
    const auto migrated = postgres::migrate(url_, modules, std::chrono::seconds(10));
    if (!migrated) throw Failure(migrated.error());
  }
  ~TemporaryDatabase() { psql(database_url(), "drop database if exists " + name_ + " with (force)"); }
  TemporaryDatabase(const TemporaryDatabase&) = delete;
  const std::string& url() const { return url_; }
  std::string sql(const std::string& text) const { return psql(url_, "set search_path = tenstone;\n" + text); }

 private:
  static inline std::atomic<int> next_ = 0;
  std::string name_, url_;
};

}  // namespace tenstone::testing
