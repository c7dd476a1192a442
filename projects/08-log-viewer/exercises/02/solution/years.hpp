// The only year that is known is that of the last write, so it begins at the last line. Each line is compared with the
// one that follows it, the last line with the last write.
#pragma once
#include <ranges>

#include "../day.hpp"

namespace solution {

// The newest of such days that is not after `latest`.
inline exercise::sys_days newest(exercise::month_day line, exercise::sys_days latest) {
  auto date = std::chrono::year_month_day(latest).year() / line;
  while (!date.ok() || exercise::sys_days(date) > latest) date -= std::chrono::years(1);
  return date;
}

inline std::vector<exercise::sys_days> with_years(std::span<const exercise::month_day> lines,
                                                  exercise::sys_days last_write) {
  std::vector<exercise::sys_days> days(lines.size());
  exercise::sys_days latest = last_write + exercise::kClockError;
  for (const std::size_t i : std::views::iota(std::size_t{0}, lines.size()) | std::views::reverse) {
    days[i] = newest(lines[i], latest);
    latest = days[i] + exercise::kRollOver;
  }
  return days;
}

}  // namespace solution
