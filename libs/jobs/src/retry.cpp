#include "tenstone/jobs/retry.hpp"

#include <algorithm>

namespace tenstone::jobs {

// [snippet:pause_after]
std::chrono::milliseconds pause_after(const Backoff& backoff, int failures, double random) {
  auto longest = std::min(backoff.base, backoff.cap);
  if (backoff.shape == Backoff::Shape::Exponential) {
    for (int i = 1; i < failures && longest < backoff.cap; ++i) longest = std::min(longest * 2, backoff.cap);
  }
  const auto half = longest / 2;
  const std::chrono::milliseconds part(static_cast<std::int64_t>(random * static_cast<double>(half.count() + 1)));
  return std::max(half + std::min(part, half), kShortestPause);
}
// [/snippet:pause_after]

std::optional<std::chrono::milliseconds> next_pause(const Policy& policy, int failures, double random) {
  if (failures >= policy.attempts) return std::nullopt;
  return pause_after(policy.backoff, failures, random);
}

}  // namespace tenstone::jobs
