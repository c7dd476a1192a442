#include "tenstone/backup/due.hpp"

#include <algorithm>

#include "tenstone/recurrence/schedule.hpp"

namespace tenstone::backup {
namespace {

std::optional<Time> next(const recurrence::Cron& cron, Time after) {
  return recurrence::Schedule{.cron = cron, .zone = {}, .dst = {}}.next(after);
}

}  // namespace

std::optional<Time> take_due_at(const Times& schedule, std::span<const VersionTimes> versions) {
  if (!schedule.cron) return std::nullopt;
  return versions.empty() ? Time::min() : next(*schedule.cron, versions.front().taken_at);
}

std::optional<Time> drill_due_at(const DrillTimes& drill, std::span<const VersionTimes> versions) {
  if (versions.empty()) return std::nullopt;
  const VersionTimes& newest = versions.front();
  if (drill.after_take) return newest.drilled_at ? std::nullopt : std::optional(newest.taken_at);
  if (!drill.cron) return std::nullopt;
  const auto last = std::ranges::max(versions, {}, &VersionTimes::drilled_at).drilled_at;
  return next(*drill.cron, last.value_or(versions.back().taken_at));
}

bool is_overdue(std::span<const VersionTimes> versions, std::chrono::milliseconds max_age, Time now) {
  return versions.empty() || now - versions.front().taken_at > max_age;
}

std::chrono::minutes retry_pause(unsigned failures) {
  constexpr unsigned kMost = 60;
  constexpr unsigned kDoublings = 6;  // 2^6 is more than kMost
  return std::chrono::minutes(std::min(kMost, 1U << std::min(failures - 1, kDoublings)));
}

}  // namespace tenstone::backup
