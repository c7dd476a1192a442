// The queues of an installation: what waits in them, and what its operator says of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/error.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::jobs {

inline const ErrorCode kQueueNotFound{ErrorKind::NotFound, "queue_not_found",
                                      "There is no such queue; one is made when its first job is enqueued"};
inline const ErrorCode kQueueLimitInvalid{ErrorKind::Invalid, "queue_limit_invalid",
                                          "A queue's limit is 1 to 1,000,000 jobs at a time"};

struct QueueState {
  std::string name;
  std::optional<Time> paused_at;             // nothing: it is not paused
  std::optional<std::int32_t> most_running;  // nothing: any number
  std::int64_t running, ready, later;        // jobs; later: not due yet
  std::optional<Time> oldest_ready;          // since when the one waits that has waited longest
};

// In a paused queue no job is begun from the commit of pause() on. What runs goes on, and enqueueing goes on.
//
// A limit is how many jobs of the queue run at a time, on all workers together. It is exact: claims of a limited queue
// wait for each other (an advisory lock for the length of a claim), and each counts what runs. A worker that learns
// that a queue has a limit, up to its `poll` later, takes nothing of it before. A limit below what runs stops nothing:
// no job is begun until fewer run. A job counts until its end is stored: also while its worker is taken for dead, until
// that is noticed. A handler that was given up (event "job.overdue") does not count. In a limited queue jobs are begun
// by priority and age, whosever they are.
//
// Free of hints: whoever changes a queue may wake() its workers; else they notice within their `poll` (1 s).
// A change writes an entry of the installation's audit log, both or neither; `actor` as audit::Entry has it.
// All suspend. Thrown: as Database::write().
class Queues {
 public:
  Queues(postgres::Database& database, Ids& ids) : database_(database), ids_(ids) {}

  // By name. Counts all unfinished jobs, so not for requests.
  Task<std::vector<QueueState>> list();

  // Errors: queue_not_found.
  Task<Result<void>> pause(std::string actor, std::string queue);
  Task<Result<void>> resume(std::string actor, std::string queue);
  // Nothing: none. Errors: queue_not_found, queue_limit_invalid.
  Task<Result<void>> limit(std::string actor, std::string queue, std::optional<std::int32_t> most_running);

 private:
  Task<Result<void>> change(const postgres::Statement& statement, const char* action, std::string actor,
                            std::string queue, std::optional<std::int32_t> most_running);

  postgres::Database& database_;
  Ids& ids_;
};

}  // namespace tenstone::jobs
