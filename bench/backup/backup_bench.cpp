// bench_backup init|take|restore FOLDER URL: what `tenstone backup` does, once. The repository is FOLDER/repository.
//   init     makes it
//   take     a version of the database, by two workers
//   restore  the newest version into a database of its own, then all rows are compared; "apart S": seconds of that
#include <fmt/core.h>
#include <string>
#include <string_view>

#include "../rates.hpp"
#include "tenstone/backup/repository.hpp"
#include "tenstone/backup/restore.hpp"
#include "tenstone/backup/take.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/postgres/blocking_connection.hpp"

namespace {

using namespace tenstone;
using bench::require;

template <class T>
T value_of(Result<T> result) {
  if (!result) require(false, result.error().message + " " + result.error().detail);
  return *std::move(result);
}

void restore(const backup::Repository& repository, const Clock& clock, const std::string& url,
             const std::string& database) {
  const auto newest = value_of(repository.newest(database));
  require(newest.has_value(), "there is no version");
  const auto done = value_of(backup::restore(repository, *newest, clock, {.url = url}));
  fmt::print("apart {:.3f}\n", static_cast<double>(done.compare.count()) / 1e3);
}

std::string name_of(const std::string& url) {
  auto connection = value_of(postgres::BlockingConnection::open(url, std::chrono::seconds(10), "bench"));
  return value_of(connection.execute("SELECT current_database()")).at(0).at(0).value();
}

}  // namespace

int main(int argc, char** argv) {
  require(argc == 4, "usage: bench_backup init|take|restore FOLDER URL");
  const std::string_view what = argv[1];
  const std::filesystem::path folder = argv[2];
  const std::string url = argv[3];
  const SystemClock clock;
  if (what == "init") {
    value_of(backup::Repository::init(folder / "repository", folder / "key", clock));
    return 0;
  }
  const auto repository = value_of(backup::Repository::open(folder / "repository", folder / "key", clock));
  require(what == "take" || what == "restore", "there is no such command");
  if (what == "take")
    value_of(backup::take(repository, clock, {.url = url}));
  else
    restore(repository, clock, url, name_of(url));
}
