// Every rule keeps, and none removes: what no rule keeps goes. So a new rule cannot take away what an old one promised.
#pragma once
#include <algorithm>
#include <functional>
#include <set>

#include "../version.hpp"

namespace solution {

inline std::vector<std::uint64_t> to_forget(std::span<const exercise::Version> versions,
                                            const exercise::Policy& policy) {
  if (policy.last == 0 && policy.daily == 0) return {};
  std::vector<exercise::Version> all(versions.begin(), versions.end());
  std::ranges::sort(all, std::greater(), &exercise::Version::number);
  const auto newest_drilled = std::ranges::find(all, true, &exercise::Version::drilled);
  std::set<std::chrono::sys_days> days;
  std::vector<std::uint64_t> going;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto day = std::chrono::floor<std::chrono::days>(all[i].taken_at);
    const bool first_of_day = days.size() < policy.daily && days.insert(day).second;
    const bool drilled = newest_drilled == all.begin() + static_cast<std::ptrdiff_t>(i);
    if (i >= policy.last && !all[i].pinned && !drilled && !first_of_day) going.push_back(all[i].number);
  }
  std::ranges::reverse(going);
  return going;
}

}  // namespace solution
