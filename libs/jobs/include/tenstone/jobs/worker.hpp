// Takes jobs and runs them.
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/jobs/attachments.hpp"
#include "tenstone/jobs/outcome.hpp"
#include "tenstone/jobs/retry.hpp"
#include "tenstone/jobs/run.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::jobs {

// May suspend; runs on any loop of the process. An exception is a failed attempt (code of a Failure, else "internal"):
// tried again, unless it is a Failure whose kind will not get better (worth_a_retry()); its retry_after is kept to.
using Handler = std::function<Task<Outcome>(Run& run)>;

// What runs the jobs of a kind, and how they are tried.
struct Kind {
  Handler handler;
  Policy policy = {};
};

// What a worker runs beside the kinds that it was given, when these come and go while it works.
struct OtherKinds {
  // On loops[0], for each attempt as it begins, so a changed policy holds for jobs that wait already: what is known of
  // the kind now, or nothing. An attempt keeps what it began with.
  std::function<std::shared_ptr<const Kind>(std::string_view kind)> find;
  // After find() knew nothing: reads the truth, and find() is asked once more. What is committed before a job is
  // enqueued is so found by every worker that takes the job. On loops[0]; when it throws, the attempt does not count
  // and the job is taken again after a second.
  std::function<Task<>()> refresh;
  // The names that find() knows for as long as the process lives: what Reader::is_run() tells others.
  std::vector<std::string> announced = {};
};

struct WorkerOptions {
  std::vector<std::string> queues = {"default"};  // within a priority they take turns
  std::size_t slots = 64;                         // attempts at a time
  // Beyond the slots, when these are taken: one each for organisations that hold none. Unset: an eighth of the slots,
  // and one at least unless there is only one slot.
  std::optional<std::size_t> guests = {};
  std::size_t batch = 500;               // of one claim, and of one flush of results
  std::size_t lanes = 1;                 // connections that claim and complete
  std::chrono::milliseconds poll{1000};  // a look at the queues without having been woken
  std::chrono::milliseconds beat{5000};
  std::chrono::seconds dead_after{30};  // without a beat; on the database's clock, the rest is on the steady one
  std::chrono::seconds self_fence{20};  // no beat got through: stop, before others take the jobs
  std::chrono::milliseconds drain{25'000}, drain_stopped{5000};
  std::chrono::hours history{24 * 30};      // how long attempts and their logs are kept, by days in UTC; dead jobs stay
  std::chrono::milliseconds overdue{5000};  // from when an attempt is asked to stop until it is given up
};

// A job runs at least once, on at most one live worker at a time, in order of priority and time as far as organisations
// get their shares:
// * while several organisations have ready jobs, each gets the same part of a worker's slots as they become free, and
// an
//   organisation that holds none gets one of the `guests` when all slots are taken. No slot stays empty for that, and
//   no attempt is broken off (docs/adr/0026);
// * its attempt is fenced: what ends it takes effect only while (job, attempt, worker) is still what was claimed, so
//   the late result of a worker that was taken for dead changes nothing (event "job.fenced");
// * the end of each attempt's handler is in the process log ("job.ran"), with the request's id, the job and the
// attempt;
// * one that nobody here knows a handler for fails with job_kind_unknown, and so waits for a worker that has one;
// * an attempt that fails is followed by another after a growing pause, until its Policy's attempts are used up;
// * one that takes longer than its policy's timeout, or whose job was cancelled, is asked to stop, and given up when it
//   does not (event "job.overdue", an error): its slot is free, the job is tried again or ends by the rules while the
//   old handler may still be running, and what that one brings is dropped;
// * handlers that were given up and still run are counted (tenstone_jobs_stuck_handlers_count). With as many of them as
//   slots a worker takes no more jobs, and "jobs.lane" counts as down, until one of them ends;
// * a worker that does not beat for `dead_after` is dead: any other puts its jobs back with the attempt counted;
// * while PostgreSQL is away nothing is claimed, and results wait (never more than `slots`) until it is back;
// * "jobs.lane", "jobs.beat" and "jobs.deadlines" are supervised tasks (runtime/supervisor.hpp).
//
// One per process. What it coordinates lives on loops[0]; handlers are spread over all loops. start(), drain(), beat()
// and rescue() are called on loops[0]. Everything passed in must outlive the loops.
class Worker {
 public:
  Worker(runtime::Loops& loops, postgres::Database& database, const Clock& clock, logging::Logger log,
         metrics::Registry& registry, WorkerOptions options = {});
  ~Worker();
  Worker(const Worker&) = delete;

  // Before start().
  void handle(std::string kind, Handler handler, Policy policy = {});
  void handle_others(OtherKinds others);
  // What Run::attach() stores files by; it must outlive the loops.
  void attach_by(Attachments& attachments);
  // Returns at once. A database that is away is tried again until it is there.
  void start();

  // Stops claiming and waits for what runs: `drain`, then it is asked to stop, then `drain_stopped`, then it is put
  // back. True: every handler had ended. Goes on beating meanwhile. Afterwards the worker does nothing any more.
  Task<bool> drain();
  // A drain that is under way waits no longer. From any thread.
  void hurry();

  // There may be something in that queue. From any thread.
  void wake(std::string_view queue);
  // Something may be due there by now: takes what is, and asks when the next is. From any thread.
  void look(std::string_view queue);

  // What happens every `beat` by itself, for a clock that was moved: every live worker beats before any rescues.
  Task<> beat();
  Task<> rescue();

  std::size_t running() const;  // attempts, now; on loops[0]

 private:
  std::shared_ptr<Engine> engine_;
};

}  // namespace tenstone::jobs
