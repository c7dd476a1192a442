// How the backups of each database are. Blocks on the disk.
#pragma once
#include <span>

#include "tenstone/backup/answers.hpp"
#include "tenstone/backup/drill_report.hpp"
#include "tenstone/backup/settings.hpp"

namespace tenstone::backup {

struct DatabaseStatus {
  std::string database;
  std::optional<VersionAnswer> newest = {};
  std::optional<std::int64_t> age_seconds = {};  // of the newest version
  bool overdue = false;                          // there is no version, or the newest one is older than max_age
  // By the schedule, for the next run: at once if it has passed.
  std::optional<Time> next_take = {}, next_drill = {};
  std::optional<DrillReport> last_drill = {};  // also one with differences
};
constexpr auto schema(validation::For<DatabaseStatus>) {
  using validation::field;
  return validation::object<DatabaseStatus>(
      field("database", &DatabaseStatus::database), field("newest", &DatabaseStatus::newest),
      field("age_seconds", &DatabaseStatus::age_seconds), field("overdue", &DatabaseStatus::overdue),
      field("next_take", &DatabaseStatus::next_take), field("next_drill", &DatabaseStatus::next_drill),
      field("last_drill", &DatabaseStatus::last_drill));
}
struct RepositorySize {
  std::uint64_t packs = 0, bytes = 0;  // bytes of all files
};
constexpr auto schema(validation::For<RepositorySize>) {
  return validation::object<RepositorySize>(validation::field("packs", &RepositorySize::packs),
                                            validation::field("bytes", &RepositorySize::bytes));
}
struct StatusAnswer {
  std::vector<DatabaseStatus> databases = {};
  RepositorySize repository = {};
};
constexpr auto schema(validation::For<StatusAnswer>) {
  return validation::object<StatusAnswer>(validation::field("databases", &StatusAnswer::databases),
                                          validation::field("repository", &StatusAnswer::repository));
}

// Of `databases`, and of those that have versions. Errors: backup_damaged, backup_io.
Result<StatusAnswer> status_of(const Repository& repository, const Settings& settings,
                               std::span<const std::string> databases, Time now);

}  // namespace tenstone::backup
