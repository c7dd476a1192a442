// Doubled as long as it is below the cap, so that no number of failures is too large.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>

#include "../policy.hpp"

namespace solution {

inline std::optional<exercise::milliseconds> next_pause(int failures, double random) {
  if (failures >= exercise::kAttempts) return std::nullopt;
  exercise::milliseconds longest = exercise::kBase;
  for (int i = 1; i < failures; ++i) longest = std::min(longest * 2, exercise::kCap);
  const auto half = longest / 2;
  const auto part = static_cast<std::int64_t>(random * static_cast<double>(half.count()));
  return half + exercise::milliseconds(part);
}

}  // namespace solution
