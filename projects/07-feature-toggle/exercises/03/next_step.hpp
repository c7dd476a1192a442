// Exercise 03: which flags a process adopts.
//
// A process has asked PostgreSQL and Redis for the identity of what they hold: nullopt if there was no answer, or
// nothing is held. next_step() takes whatever has the highest version, as most caches do. On the day when Olaf restores
// the database from yesterday's copy, PostgreSQL counts on from a lower version than Redis and all processes have, and
// they go on with flags that are no more. Change it:
//
//   - PostgreSQL answers: it wins, whatever the numbers say. The process keeps what it has only if that is exactly the
//     state of PostgreSQL: after a restore a version can come a second time, with another change. Else it takes Redis'
//     snapshot if that is exactly this state, and reads PostgreSQL if not.
//   - PostgreSQL does not answer: Redis' snapshot is taken if it is of the same installation and of a higher version.
//     The flags of another installation (a Redis that two systems share by mistake) are never taken by a process that
//     knows its own. One with nothing but the compiled-in defaults takes any.
//   - Nobody answers: it keeps what it has.
#pragma once
#include <optional>

#include "states.hpp"

namespace stub {

inline exercise::Step next_step(const exercise::Mine& mine, const std::optional<exercise::Identity>& postgresql,
                                const std::optional<exercise::Identity>& redis) {
  const std::int64_t best = postgresql ? postgresql->version : 0;
  if (redis && redis->version > mine.identity.version && redis->version >= best) return exercise::Step::TakeFromRedis;
  if (postgresql && best > mine.identity.version) return exercise::Step::ReadPostgreSql;
  return exercise::Step::Keep;
}

}  // namespace stub
