// Policy and window come to one question each: how late a time may be, and how many there may be.
#pragma once
#include <algorithm>

#include "../due.hpp"

namespace solution {

inline exercise::Due catch_up(const std::vector<exercise::Time>& times, exercise::Time now,
                              const exercise::CatchUp& rule) {
  using exercise::Policy;
  using exercise::seconds;
  seconds latest = rule.window.value_or(seconds::max());
  if (rule.policy == Policy::Skip) latest = std::min(latest, exercise::kOnTime);

  const auto end = std::ranges::upper_bound(times, now);
  auto begin = std::partition_point(times.begin(), end, [&](exercise::Time time) { return now - time > latest; });
  const std::size_t most = rule.policy == Policy::Last ? 1 : rule.policy == Policy::All ? rule.max : times.size();
  if (const auto count = static_cast<std::size_t>(end - begin); count > most)
    begin = end - static_cast<std::ptrdiff_t>(most);
  return {.times = {begin, end}, .missed = static_cast<std::size_t>(begin - times.begin())};
}

}  // namespace solution
