// When delayed jobs are due, between processes: a sorted set in Redis, a member for each queue and millisecond. A hint
// in front of the truth: PostgreSQL decides what is due. Without Redis, or after it forgot, a worker learns of a due
// time by its own look at PostgreSQL, at most WorkerOptions::poll later; a member too many costs a look.
#pragma once
#include <memory>
#include <string_view>

#include "tenstone/core/clock.hpp"
#include "tenstone/jobs/queue.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::jobs {

// Adds a due time; what is further away than an hour is left to the workers' looks, so that the set stays small. Does
// not wait for Redis and reports nothing. Both must outlive the loops.
Due remember_in_redis(redis::Redis& redis, const Clock& clock);

// Calls `due` on `loop` with each queue whose time has come, within milliseconds. Of several processes one takes it,
// and wakes the others (redis_wake.hpp). Lives as long as what it returns, which goes on `loop` or when that has
// stopped.
class DueTimes {
 public:
  DueTimes(redis::Redis& redis, runtime::Loop& loop, const Clock& clock, Wake due);
  ~DueTimes();
  DueTimes(const DueTimes&) = delete;
  void clock_moved();  // on `loop`

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::jobs
