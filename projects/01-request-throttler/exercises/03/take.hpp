// Exercise 03: two limits, all or nothing.
//
// use() is GCRA, and right. take() is not: what the second limit denies has been used of the first one already, so
// that somebody who keeps asking when a burst is over uses up the day's limit for nothing. It also tells the first wait
// that it meets, and when that is over the other limit may deny. Change take() so that a request uses units of both or
// of none, and tells a wait after which it passes.
#pragma once
#include <algorithm>

#include "count.hpp"

namespace stub {

inline exercise::Answer use(exercise::Count& count, std::int64_t cost, exercise::Time now) {
  const auto& [emission, burst] = count.policy;
  const exercise::Time whole_at = std::max(count.whole_at, now) + cost * emission;
  const exercise::microseconds wait = whole_at - now - burst * emission;
  if (wait.count() > 0) return {false, wait};
  count.whole_at = whole_at;
  return {true};
}

// `cost` is at most either burst.
inline exercise::Answer take(exercise::Count& first, exercise::Count& second, std::int64_t cost, exercise::Time now) {
  const exercise::Answer answer = use(first, cost, now);
  return answer.allowed ? use(second, cost, now) : answer;
}

}  // namespace stub
