// The flags of a process: the last snapshot that it knows, and how it learns of a newer one.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/flags/snapshot.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::flags {

struct Options {
  std::filesystem::path file;            // the last snapshot, for a start without PostgreSQL and Redis; empty: none
  std::chrono::milliseconds look{2000};  // at PostgreSQL and at Redis, without having been told
};

// PostgreSQL is the truth. A change goes to Redis after its commit (a snapshot, and a message), and by NOTIFY; each
// process takes the newest snapshot that it finds in either, and keeps it in a file. So a change reaches all processes
// at once while Redis or LISTEN is up, else within `look`; while both are away, the last snapshot holds.
//
// One a process; what it is given must outlive it, and the loops must outlive or have stopped before it.
class Flags {
 public:
  // Reads the file. Blocks.
  Flags(runtime::Loops& loops, runtime::BlockingPool& blocking, postgres::Database& database, redis::Redis& redis,
        logging::Logger log, metrics::Registry& registry, Options options);
  ~Flags();
  Flags(const Flags&) = delete;

  // Begins to follow, on loops[0]. Once; from any thread; may be called before the loops run.
  void start();
  // Follows no longer, also if start() comes later. On loops[0], before the loops go.
  Task<> stop();

  // Waits for the first answer of PostgreSQL or Redis, at most 500 ms; then suspends no more. In a process that does
  // not follow: reads PostgreSQL, on loops[0], and throws as Database::read() does.
  Task<> settled();
  // The newest snapshot. A pointer load; valid until the calling loop's task suspends next.
  const Snapshot& now() const;

  // Makes or changes a flag, with a row in the installation's audit log, both or neither; resumes when it is durable
  // and has been told. Nothing in `change`: stays as it is (a new one: on for everybody). Errors: invalid_flag. Throws
  // as Database::write().
  struct Change {
    std::string key;
    std::optional<bool> enabled;
    std::optional<int> share;
  };
  Task<Result<Flag>> set(Change change, std::string actor, Ids& ids);
  // Errors: flag_not_found. Actions that name it are off from then on.
  Task<Result<void>> remove(std::string key, std::string actor, Ids& ids);
  // As PostgreSQL has them.
  Task<Snapshot> read();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::flags
