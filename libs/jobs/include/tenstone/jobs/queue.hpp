// Where jobs come in.
#pragma once
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

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

// Tells workers that a queue will have something to do in that time. A hint as well.
using Due = std::function<void(std::string_view queue, std::chrono::milliseconds in)>;

// One per process, used on any loop. `database`, `ids` and `registry` must outlive it.
class Queue {
 public:
  Queue(runtime::Loops& loops, postgres::Database& database, Ids& ids, metrics::Registry& registry, Wake wake,
        Due due = {});
  ~Queue();
  Queue(const Queue&) = delete;

  // Resumes when the job and its audit entry are durable. Up to 64 that are enqueued at the same time on one loop share
  // a statement and its COMMIT; unique ones share another, on a pooled connection, since they may have to wait for each
  // other's keys. Errors: payload_too_large, invalid_job_name, invalid_unique_key. Thrown: as Database::write(); then
  // the job may have been enqueued.
  Task<Result<JobRef>> enqueue(NewJob job);

  // As part of the caller's transaction: the job exists if and when that commits. Call wake(queue, delay) after the
  // commit, else its start waits for the workers' next look.
  Task<Result<JobRef>> enqueue(postgres::Transaction& transaction, NewJob job);
  // Several at once, in one round trip, none of them unique (std::logic_error). The second one commits the transaction
  // in the same round trip; throws as Transaction::commit().
  Task<Result<std::vector<JobRef>>> enqueue(postgres::Transaction& transaction, std::vector<NewJob> jobs);
  Task<Result<std::vector<JobRef>>> enqueue_and_commit(postgres::Transaction& transaction, std::vector<NewJob> jobs);
  void wake(std::string_view queue, std::chrono::milliseconds delay = {});

  // Takes an unfinished job out. One that waits is cancelled at once; one that runs is asked to stop within a beat of
  // its worker (5 s), and is not tried again, but succeeds when its handler does all the same.
  // Errors: job_not_found, job_finished.
  Task<Result<void>> cancel(postgres::Transaction& transaction, Uuid org_id, Uuid id);

  // Jobs that wait, and are not unique, are taken out without a trace, as if they had not been enqueued; what runs or
  // has ended is left alone, and so are ids that no job has. One round trip. Returns how many were taken out.
  Task<Result<std::size_t>> withdraw(postgres::Transaction& transaction, Uuid org_id, std::vector<Uuid> ids);

  // A failed or cancelled job waits again, at once, under its id, with all its attempts before it. Returns its queue,
  // to wake() after the commit. Errors: job_not_found, job_not_failed; job_key_taken: it was unique, and another job
  // was made for its key since.
  Task<Result<std::string>> retry(postgres::Transaction& transaction, Uuid org_id, Uuid id);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::jobs
