// Exercise 01: two deadlines.
//
// A session ends when it was not used for kIdle, and after kAbsolute in any case. This keeps the first rule only:
// whoever has stolen a cookie and sends it every hour is signed in for ever. It also brings a session back that had
// ended. Change both functions so that a session holds before both of its deadlines, at neither, and that no use moves
// it beyond the second or revives it.
#pragma once
#include <algorithm>

#include "session.hpp"

namespace stub {

inline bool holds(const exercise::Session& session, exercise::Time now) { return now <= session.idle_expires_at; }

// The session after it was used at `now`.
inline exercise::Session used(exercise::Session session, exercise::Time now) {
  session.idle_expires_at = now + exercise::kIdle;
  return session;
}

}  // namespace stub
