#pragma once
#include <algorithm>
#include <optional>

#include "../ranges.hpp"

namespace solution {

inline std::optional<std::vector<exercise::Range>> with_share(std::vector<exercise::Range> ranges,
                                                              const std::string& variant, int share) {
  int missing = share - exercise::share_of(ranges, variant);
  for (auto range = ranges.rbegin(); range != ranges.rend() && missing < 0;
       ++range) {  // gives up the end of its ranges
    if (range->variant != variant) continue;
    const int given = std::min(-missing, range->to - range->from);
    range->to -= given;
    missing += given;
  }
  std::erase_if(ranges, [](const exercise::Range& range) { return range.from == range.to; });

  std::vector<exercise::Range> taken;  // of the gaps, which are the rest's
  int end = 0;
  const auto take = [&](int until) {
    const int points = std::min(missing, until - end);
    if (points > 0) taken.push_back({variant, end, end + points});
    missing -= std::max(points, 0);
  };
  for (const exercise::Range& range : ranges) {
    take(range.from);
    end = range.to;
  }
  take(exercise::kEverybody);
  if (missing > 0) return std::nullopt;
  ranges.insert(ranges.end(), taken.begin(), taken.end());
  std::ranges::sort(ranges, {}, &exercise::Range::from);
  return ranges;
}

}  // namespace solution
