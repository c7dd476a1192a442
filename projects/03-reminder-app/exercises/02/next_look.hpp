// Exercise 02: when a worker looks again, and what Redis is told.
//
// A worker sleeps between two looks at PostgreSQL. Redis wakes it when something is added that is due earlier, but a
// message can be lost, and Redis can be away or empty. next_look() trusts it: it sleeps until what it knows of is due.
// hint() cuts the time down to a millisecond: the worker comes too early, finds nothing, and sleeps again. Change both.
//
// next_look(): the pause before the next look.
//   - PostgreSQL did not answer: kAfterAway, whatever else stands there.
//   - As many were claimed as were asked for: none, since there may be more.
//   - Else until the next one is due, in whole milliseconds and never early; it may be due already. But never longer
//     than kPoll, and kPoll when none is known.
// hint(): the score that a time is put into the set with, in milliseconds since 1970; nothing when Redis is not told.
//   - The first whole millisecond at which it is due.
//   - What is due later than kWindow from now is left to the looks, so that the set stays small.
#pragma once
#include "look.hpp"

namespace stub {

inline exercise::milliseconds next_look(const exercise::Look& look) {
  return std::chrono::floor<exercise::milliseconds>(look.next_due_in.value_or(std::chrono::hours(24)));
}

inline std::optional<std::int64_t> hint(exercise::Time due, exercise::Time /*now*/) {
  return std::chrono::floor<exercise::milliseconds>(due.time_since_epoch()).count();
}

}  // namespace stub
