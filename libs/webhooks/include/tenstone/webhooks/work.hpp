// What webhooks need from a queue of jobs: libs/adapters/webhooks-jobs supplies it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/session.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::webhooks {

enum class WorkKind : std::uint8_t {
  Event,     // an event that was received is handed to its handler
  Delivery,  // a message is sent to an endpoint
};

struct WorkItem {
  Uuid org;
  WorkKind kind;
  Uuid id;                       // of the event or the delivery
  std::string trace = {};        // the id of the request that is the reason
  std::optional<Uuid> job = {};  // the job's id; unset: a new one
};

struct WorkState {
  std::string state;  // queued, running, retrying, succeeded, failed, cancelled
  int attempts = 0;   // that have begun
  std::optional<Time> next_at = {};
  std::optional<std::string> error_code = {}, error = {};  // of the last attempt that failed
};

// Each item is done at least once after its transaction has committed, and tried again with growing pauses while it
// fails. Used on any loop; all but wake() suspend and throw what Database throws.
class Work {
 public:
  virtual ~Work() = default;

  // One round trip for all. The ids of the jobs, in order. Errors: those of Transaction::execute().
  virtual Task<Result<std::vector<Uuid>>> enqueue(postgres::Transaction& transaction, std::vector<WorkItem> items) = 0;
  // The same, and the transaction's COMMIT in the same round trip.
  virtual Task<Result<std::vector<Uuid>>> enqueue_and_commit(postgres::Transaction& transaction,
                                                             std::vector<WorkItem> items) = 0;
  // After the commit: a hint that there is something to do.
  virtual void wake() = 0;

  // In the order of `jobs`. A job that is not known any more has succeeded.
  virtual Task<std::vector<WorkState>> states(Uuid org, std::vector<Uuid> jobs) = 0;
  // A failed or cancelled job waits again under its id. Errors: job_not_found, job_not_failed.
  virtual Task<Result<void>> again(postgres::Transaction& transaction, Uuid org, Uuid job) = 0;
  // The ids of failed jobs, newest first, from the one before `before` on.
  virtual Task<std::vector<Uuid>> failed(Uuid org, WorkKind kind, std::optional<Uuid> before, std::size_t limit) = 0;
};

}  // namespace tenstone::webhooks
