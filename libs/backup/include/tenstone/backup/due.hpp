// When the next backup and the next drill of a database are due, and when there is an alarm. Pure.
#pragma once
#include <chrono>
#include <optional>
#include <span>

#include "tenstone/backup/settings.hpp"
#include "tenstone/core/clock.hpp"

namespace tenstone::backup {

// What the repository says about one version.
struct VersionTimes {
  Time taken_at;
  std::optional<Time> drilled_at = {};  // when it was last restored without differences
};

// The first time of the schedule after the newest version, so a time that was missed is still due. It may have passed:
// then a backup is due now. Without any version: Time::min(). nullopt: never. `versions`: the newest first.
std::optional<Time> take_due_at(const Times& schedule, std::span<const VersionTimes> versions);

// The same for drills. "after": the time of the newest version, until it is drilled. A cron expression: its first time
// after the last drill or else after the oldest version. nullopt: never, or there is nothing to drill.
std::optional<Time> drill_due_at(const DrillTimes& drill, std::span<const VersionTimes> versions);

// The newest version is older than `max_age`, or there is none.
bool is_overdue(std::span<const VersionTimes> versions, std::chrono::milliseconds max_age, Time now);

// How long to wait after so many failures in a row (from 1): 1, 2, 4, … 60 minutes.
std::chrono::minutes retry_pause(unsigned failures);

}  // namespace tenstone::backup
