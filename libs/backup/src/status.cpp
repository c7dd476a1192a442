#include "tenstone/backup/status.hpp"

#include <algorithm>
#include <map>

#include "open_repository.hpp"
#include "tenstone/backup/due.hpp"

namespace tenstone::backup {
namespace {
namespace fs = std::filesystem;

RepositorySize size_of(const OpenRepository& repository) {
  RepositorySize size;
  std::error_code error;
  for (fs::recursive_directory_iterator each(repository.folder, error), end; !error && each != end;
       each.increment(error)) {
    std::error_code gone;
    const std::uint64_t bytes = each->is_regular_file(gone) ? each->file_size(gone) : 0;
    if (gone) continue;
    size.bytes += bytes;
    size.packs += bytes > 0 && each->path().parent_path().filename() == "packs" ? 1 : 0;
  }
  return size;
}

// When something is due next: what was due already is due now.
std::optional<Time> not_before(std::optional<Time> due, Time now) {
  return due ? std::optional(std::max(*due, now)) : due;
}

Result<DatabaseStatus> status_of(const Repository& repository, const Settings& settings, const std::string& database,
                                 const std::vector<VersionAnswer>& versions, Time now) {
  DatabaseStatus status{.database = database};
  std::vector<VersionTimes> times;
  for (const VersionAnswer& version : versions)
    if (!version.damaged) times.push_back({.taken_at = version.taken_at, .drilled_at = version.drilled_at});
  if (!versions.empty()) status.newest = versions.front();
  if (!times.empty())
    status.age_seconds = std::chrono::duration_cast<std::chrono::seconds>(now - times.front().taken_at).count();
  status.overdue = is_overdue(times, settings.max_age, now);
  status.next_take = not_before(take_due_at(settings.schedule, times), now);
  // "after" means after each backup of the schedule.
  if (!settings.drill.after_take || settings.schedule.cron)
    status.next_drill = not_before(drill_due_at(settings.drill, times), now);
  auto drills = repository.drills(database);
  if (!drills) return drills.error();
  if (!drills->empty()) status.last_drill = std::move(drills->front());
  return status;
}

}  // namespace

Result<StatusAnswer> status_of(const Repository& repository, const Settings& settings,
                               std::span<const std::string> databases, Time now) {
  auto all = list_versions(repository);
  if (!all) return all.error();
  std::map<std::string, std::vector<VersionAnswer>> of;
  for (const std::string& database : databases) of[database];
  for (VersionAnswer& version : all->items) of[version.database].push_back(std::move(version));
  StatusAnswer answer{.repository = size_of(*repository.opened())};
  for (const auto& [database, versions] : of) {
    auto one = status_of(repository, settings, database, versions, now);
    if (!one) return one.error();
    answer.databases.push_back(std::move(*one));
  }
  return answer;
}

}  // namespace tenstone::backup
