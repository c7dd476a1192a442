// Exercise 01: when a reminder that failed is tried again.
//
// `failures` is how many attempts have failed, from 1; `random` is a number from 0 to 1, where 1 itself does not occur.
// The result is the pause before the next attempt, nothing when there is none. next_pause() never gives up, has no
// longest pause, and lets 1,000 reminders that failed together come back together. Change it:
//
//   - d is kBase after the first failure, twice as long after each further one, and never longer than kCap.
//   - The pause is half of d, and of the other half the part that `random` says: 0 is none of it, 0.5 is a half of it.
//   - After kAttempts failures there is no next attempt.
//   - A program may count more failures than that, up to the largest int. No pause may overflow on the way.
#pragma once
#include <optional>

#include "policy.hpp"

namespace stub {

inline std::optional<exercise::milliseconds> next_pause(int failures, double /*random*/) {
  return exercise::kBase * failures;
}

}  // namespace stub
