#include "alarms.hpp"

#include <algorithm>
#include <limits>

namespace tenstone::backup {
namespace {

double seconds_since(std::optional<Time> time, Time now) {
  return time ? std::chrono::duration<double>(now - *time).count() : std::numeric_limits<double>::infinity();
}

}  // namespace

Alarms::Alarms(const KeeperOptions& options, logging::Logger log, metrics::Registry& metrics)
    : scheduled_(options.schedule.cron.has_value()), max_age_(options.max_age), log_(std::move(log)) {
  for (const std::string& database : options.databases)
    gauges_.emplace(database, Gauges{metrics.gauge("tenstone_backup_age_seconds",
                                                   "Age of the newest backup of a database", {{"database", database}}),
                                     metrics.gauge("tenstone_backup_last_drill_ok_seconds",
                                                   "Time since the last drill of a database that found no difference",
                                                   {{"database", database}})});
}

void Alarms::look(const Histories& histories, const std::map<std::string, Error>& faults, const Agenda& agenda,
                  Time now) {
  for (const auto& [database, fault] : faults)
    if (is_time(database, now))
      log_.error("backup.unreadable", {{"database", database}, {"code", fault.code}, {"error", fault.message}});
  for (const auto& [database, versions] : histories) {
    report(database, versions, now);
    const bool waits_for_first = versions.empty() && !agenda.is_failing({Step::Kind::Take, database});
    if (scheduled_ && !waits_for_first && is_overdue(versions, max_age_, now) && is_time(database, now))
      log_.error("backup.overdue", {{"database", database},
                                    {"newest", versions.empty() ? "none" : to_rfc3339(versions.front().taken_at)},
                                    {"max_age", max_age_}});
  }
}

void Alarms::report(const std::string& database, const std::vector<VersionTimes>& versions, Time now) {
  std::optional<Time> taken, drilled;
  if (!versions.empty()) {
    taken = versions.front().taken_at;
    drilled = std::ranges::max(versions, {}, &VersionTimes::drilled_at).drilled_at;
  }
  gauges_.at(database).age.set(seconds_since(taken, now));
  gauges_.at(database).drill.set(seconds_since(drilled, now));
}

bool Alarms::is_time(const std::string& database, Time now) {
  const auto [raised, first] = raised_at_.try_emplace(database, now);
  if (!first && now - raised->second < std::chrono::hours(1)) return false;
  raised->second = now;
  return true;
}

}  // namespace tenstone::backup
