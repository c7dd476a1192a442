// A database of its own for every fixture, with a name that has to be quoted everywhere.
#pragma once
#include <atomic>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

#include "admin.hpp"
#include "program.hpp"
#include "quoting.hpp"
#include "tenstone/backup/client.hpp"
#include "tenstone/postgres/connection_string.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::backup {

template <class T>
T value_of(Result<T> result) {
  if (!result) throw Failure(result.error());
  return std::move(*result);
}

inline std::string url_of(const std::string& database) {
  return value_of(postgres::with_database(testing::database_url(), database));
}

// One value. Names are in SQL as they are, so callers quote them.
inline std::string sql_in(const std::string& database, const std::string& sql) {
  return testing::run_sql(url_of(database), sql);
}

class SourceDatabase {
 public:
  explicit SourceDatabase(const std::string& schema = "") {
    sql_in("postgres", "CREATE DATABASE " + quote_identifier(name_));
    if (!schema.empty()) sql(schema);
  }
  ~SourceDatabase() {
    auto admin = value_of(connect_admin(testing::database_url()));
    (void)drop_database(admin, name_);
  }
  SourceDatabase(const SourceDatabase&) = delete;
  const std::string& name() const { return name_; }
  std::string url() const { return url_of(name_); }
  std::string sql(const std::string& text) const { return sql_in(name_, text); }

 private:
  static inline std::atomic<int> next_ = 0;
  std::string name_ = "Bäckup \"" + std::to_string(getpid()) + "\" 'of' " + std::to_string(next_++);
};

// Databases of the server whose names begin so.
inline std::string databases_like(const std::string& begin) {
  return sql_in("postgres",
                "SELECT count(*) FROM pg_database WHERE starts_with(datname, " + quote_literal(begin) + ")");
}

// All of a database as SQL, by pg_dump itself.
inline std::string dump_of(const std::string& database) {
  const Program pg_dump{.path = value_of(find_client(0)).folder / "pg_dump",
                        .environment = value_of(postgres::connection_environment(url_of(database)))};
  std::string text;
  const auto ran = run_program(
      pg_dump, []() -> Result<std::string_view> { return std::string_view(); },
      [&](std::string_view bytes) { return text += bytes, Result<void>(); }, {});
  if (!ran) throw Failure(ran.error());
  for (const char* word : {"\n\\restrict ", "\n\\unrestrict "})  // their tokens are random
    if (const auto at = text.find(word); at != std::string::npos) text.erase(at + 1, text.find('\n', at + 1) - at);
  return text;
}

}  // namespace tenstone::backup
