// Which versions of a database stay. Pure.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"

namespace tenstone::backup {

// A version stays if one of the rules keeps it. Hours, days, weeks (from Monday), months and years are those of UTC; of
// each of the last `daily` days that have versions, the newest one stays, and so on. All 0: every version stays.
struct RetentionPolicy {
  std::size_t last = 7;
  std::size_t hourly = 24, daily = 7, weekly = 4, monthly = 12, yearly = 3;
  std::chrono::seconds within = std::chrono::hours(48);  // younger ones stay
};

struct RetainedVersion {
  std::uint64_t number = 0;
  Time taken_at;
  bool pinned = false;
  std::optional<Time> drilled_at = {};  // when it was restored and all of it compared
};

struct RetentionChoice {
  std::uint64_t number = 0;
  bool keep = false;
  std::string reason;  // for people: "the newest of 2026-11-30", "no rule keeps it"
};

// For each version, by number, what becomes of it. Never removed: the newest one, the newest one that was drilled, and
// those that are pinned. `now` counts for `within` only.
std::vector<RetentionChoice> plan_retention(std::span<const RetainedVersion> versions, const RetentionPolicy& policy,
                                            Time now);

}  // namespace tenstone::backup
