// Each deadline is compared, and the moment of a deadline is behind it. The idle deadline moves, but not past the
// other.
#pragma once
#include <algorithm>

#include "../session.hpp"

namespace solution {

inline bool holds(const exercise::Session& session, exercise::Time now) {
  return now < session.idle_expires_at && now < session.expires_at;
}

inline exercise::Session used(exercise::Session session, exercise::Time now) {
  if (holds(session, now)) session.idle_expires_at = std::min(now + exercise::kIdle, session.expires_at);
  return session;
}

}  // namespace solution
