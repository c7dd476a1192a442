// A hint may be lost, so no pause is longer than kPoll; and what is rounded is rounded up, so nobody comes too early.
#pragma once
#include <algorithm>

#include "../look.hpp"

namespace solution {

inline exercise::milliseconds next_look(const exercise::Look& look) {
  using exercise::milliseconds;
  if (!look.answered) return exercise::kAfterAway;
  if (look.claimed >= look.asked) return milliseconds(0);
  if (!look.next_due_in) return exercise::kPoll;
  return std::clamp(std::chrono::ceil<milliseconds>(*look.next_due_in), milliseconds(0), exercise::kPoll);
}

inline std::optional<std::int64_t> hint(exercise::Time due, exercise::Time now) {
  if (due - now > exercise::kWindow) return std::nullopt;
  return std::chrono::ceil<exercise::milliseconds>(due.time_since_epoch()).count();
}

}  // namespace solution
