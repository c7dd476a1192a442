// Where jobs come in.
#pragma once
#include <functional>
#include <memory>
#include <string_view>

#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/jobs/job.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::jobs {

// Tells workers that a queue has something to do: at most once a millisecond per queue. A hint: workers look by
// themselves every second. Called on any loop; must not throw and not wait.
using Wake = std::function<void(std::string_view queue)>;

// One per process, used on any loop. `database`, `ids` and `registry` must outlive it.
class Queue {
 public:
  Queue(runtime::Loops& loops, postgres::Database& database, Ids& ids, metrics::Registry& registry, Wake wake);
  ~Queue();
  Queue(const Queue&) = delete;

  // Resumes when the job is durable. Jobs that are enqueued at the same time on one loop share a statement.
  // Errors: payload_too_large, invalid_job_name. Thrown: as Database::write(); then the job may have been enqueued.
  Task<Result<JobRef>> enqueue(NewJob job);

  // As part of the caller's transaction: the job exists if and when that commits. Call wake(queue) after the commit,
  // else its start waits for the workers' next look.
  Task<Result<JobRef>> enqueue(postgres::Transaction& transaction, NewJob job);
  void wake(std::string_view queue);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::jobs
