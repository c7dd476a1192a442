// Fires schedules. Every worker does; none of them leads.
#pragma once
#include <chrono>
#include <memory>

#include "tenstone/jobs/schedules.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/supervisor.hpp"

namespace tenstone::jobs {

// * Each fire time makes one job, whatever happens: one transaction locks the schedules that are due, stores the fires
//   under (schedule, time), makes the jobs and moves the schedules on. Others pass over what is locked.
// * Never early: the database's clock decides. Late by milliseconds while a worker is there.
// * After a time without workers, a schedule's catch_up says which of the missed times run. Those that do not are
//   logged ("schedule.missed").
// * A look is one read of an index, at most `look` after the last one and when the next schedule is due.
// * A schedule that cannot be computed is left out and says why (ScheduleView::fault; event "schedule.unusable").
// * "jobs.schedules" is a supervised task (runtime/supervisor.hpp).
//
// Lives on `home`; what it is given must outlive it.
class ScheduleTicker {
 public:
  ScheduleTicker(runtime::Loop& home, postgres::Database& database, Ids& ids, Queue& queue,
                 runtime::BlockingPool& blocking, logging::Logger log,
                 std::chrono::milliseconds look = std::chrono::seconds(1));

  void start();   // on `home`
  void look();    // now: the clock was moved. On `home`
  Task<> stop();  // on `home`, after start()

  // What start() does by itself. Fires what is due, at most kBatch schedules. Returns how many it moved on. On any
  // loop.
  Task<std::size_t> tick();
  // Computes next times again that were computed by older zones than this process has. Returns how many.
  Task<std::size_t> renew();

  static constexpr std::int64_t kBatch = 100;
  static constexpr std::size_t kMostJobs = 1000;  // of a tick, give or take those of one schedule

 private:
  Task<> run(runtime::Pulse pulse);
  Task<std::chrono::milliseconds> pause();

  postgres::Database& database_;
  Ids& ids_;
  Queue& queue_;
  runtime::BlockingPool& blocking_;
  const logging::Logger log_;
  const std::chrono::milliseconds look_;
  runtime::Event looks_;
  runtime::Supervisor supervisor_;
};

}  // namespace tenstone::jobs
