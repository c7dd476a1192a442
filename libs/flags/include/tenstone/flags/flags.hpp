// The flags of a process: the snapshot that it decides by, and how it learns of a newer one.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "tenstone/flags/snapshot.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::flags {

struct Options {
  Definitions defaults = {};             // compiled in: what holds while nothing else is known
  std::filesystem::path file = {};       // the last snapshot, for a start without PostgreSQL and Redis; empty: none
  std::chrono::milliseconds look{2000};  // at PostgreSQL and at Redis, without having been told
  std::chrono::milliseconds stale_after{10'000};
};

// PostgreSQL wins. A change is told by NOTIFY in its transaction, and after the commit by a snapshot in Redis and a
// message there. A process that hears of one asks PostgreSQL for the identity of its state, a row; the snapshot comes
// from Redis when it has that identity, else from PostgreSQL, whatever the numbers of their versions say: a database
// that was restored takes the processes and Redis back with it.
//
// The ladder. PostgreSQL away: Redis' snapshot, if it is of the same installation and newer than what the process has.
// Redis away too: the last one, also after a start, from the file. Nothing of that: the compiled-in defaults. A process
// steps up again as soon as it can.
//
// So a change reaches all processes at once while Redis or LISTEN is up, else within `look`.
//
// One a process; what it is given must outlive it, and the loops must outlive or have stopped before it.
class Flags {
 public:
  // Reads the file. Blocks. Throws Failure: the defaults are no valid definitions.
  Flags(runtime::Loops& loops, runtime::BlockingPool& blocking, postgres::Database& database, redis::Redis& redis,
        logging::Logger log, metrics::Registry& registry, Options options);
  ~Flags();
  Flags(const Flags&) = delete;

  // Called on loops[0] after each new snapshot was published. Before start(); must not block.
  void on_change(std::function<void()> call);

  // Begins to follow, on loops[0]. Once; from any thread; may be called before the loops run.
  void start();
  // Follows no longer, also if start() comes later. On loops[0], before the loops go.
  Task<> stop();

  // Waits for the first answer of PostgreSQL or Redis, at most 500 ms; then suspends no more. In a process that does
  // not follow: reads PostgreSQL, on loops[0], and throws as Database::read() does.
  Task<> settled();
  // The snapshot. A pointer load; valid until the calling loop's task suspends next.
  const Snapshot& now() const;
  // For longer than that.
  std::shared_ptr<const Snapshot> hold() const;
  // Nobody has confirmed the snapshot for `stale_after`, or ever: neither PostgreSQL, nor, while that is away, Redis.
  // From any thread.
  bool stale() const;

  // For the Store: after a commit, puts what PostgreSQL has into Redis and tells everybody. Never throws: a Redis that
  // is away is logged, and the followers find the change by LISTEN or by looking.
  Task<> announce();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::flags
