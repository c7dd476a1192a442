// Both are asked before either is written.
#pragma once
#include <algorithm>

#include "../count.hpp"

namespace solution {

inline exercise::Time after(const exercise::Count& count, std::int64_t cost, exercise::Time now) {
  return std::max(count.whole_at, now) + cost * count.policy.emission;
}

inline exercise::microseconds wait(const exercise::Policy& policy, exercise::Time whole_at, exercise::Time now) {
  return whole_at - now - policy.burst * policy.emission;
}

inline exercise::Answer take(exercise::Count& first, exercise::Count& second, std::int64_t cost, exercise::Time now) {
  const exercise::Time of_first = after(first, cost, now), of_second = after(second, cost, now);
  const auto longer = std::max(wait(first.policy, of_first, now), wait(second.policy, of_second, now));
  if (longer.count() > 0) return {false, longer};
  first.whole_at = of_first;
  second.whole_at = of_second;
  return {true};
}

}  // namespace solution
