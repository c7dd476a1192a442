// Exercise 03: when a delivery is tried again.
//
// `attempt` is the number of the attempt that has just ended, from 1; the result is the pause before the next one, and
// nothing when there is none. next_attempt() believes every answer: one that is no number throws, and a receiver that
// says "0" is tried again at once, for ever. Change it:
//
//   - 200 to 299: it was delivered. 410: the receiver wants no more of this. Neither is tried again.
//   - Any other answer, and none: after the pause of this attempt, kPauses; after the tenth attempt never.
//   - Retry-After of 429 and 503 is a request for patience: the longer one of that and the schedule's pause counts, but
//     kLongest at most. It is a number of seconds in digits (RFC 9110 10.2.3); another text counts as none, and of a
//     number that is too large for 64 bits it matters only that it is large. With other statuses it is not looked at.
#pragma once
#include <optional>

#include "delivery.hpp"

namespace stub {

inline std::optional<exercise::seconds> next_attempt(int attempt, const exercise::Answer& answer) {
  if (answer.status == 200) return std::nullopt;
  if (!answer.retry_after.empty()) return exercise::seconds(std::stoll(answer.retry_after));
  return exercise::kPauses[static_cast<std::size_t>(attempt - 1) % exercise::kPauses.size()];
}

}  // namespace stub
