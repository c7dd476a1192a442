#include "sample.hpp"

#include <fmt/core.h>

#include "tenstone/postgres/blocking_connection.hpp"
#include "tenstone/postgres/connection_string.hpp"

namespace tenstone::backup_tool {
namespace {

template <class T>
T value_of(Result<T> result) {
  if (!result) throw Failure(result.error());
  return std::move(*result);
}

postgres::BlockingConnection connect(const std::string& url, const std::string& database) {
  return value_of(postgres::BlockingConnection::open(value_of(postgres::with_database(url, database)),
                                                     std::chrono::seconds(10), "backup-tool"));
}

}  // namespace

// It gets its name only when it is full, so one that a killed start left behind is made again.
void make_sample(const std::string& url, std::string_view sql) {
  auto admin = connect(url, "postgres");
  const auto found =
      value_of(admin.execute(fmt::format("SELECT FROM pg_database WHERE datname = '{}'", kSampleDatabase)));
  if (!found.empty()) return;
  const std::string unfinished = fmt::format("{}_unfinished", kSampleDatabase);
  value_of(admin.execute(fmt::format("DROP DATABASE IF EXISTS {}", unfinished)));
  value_of(admin.execute(fmt::format("CREATE DATABASE {}", unfinished)));
  value_of(connect(url, unfinished).execute(std::string(sql)));
  value_of(admin.execute(fmt::format("ALTER DATABASE {} RENAME TO {}", unfinished, kSampleDatabase)));
}

}  // namespace tenstone::backup_tool
