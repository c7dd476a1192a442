// Schedules that start actions: an organisation's own, by jobs::Schedules.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/jobs/schedules.hpp"
#include "tenstone/platform/platform.hpp"

namespace tenstone::platform {

struct ActionSchedule {
  std::string name;  // one of its own in the organisation
  std::string action;
  recurrence::Schedule rule;
  recurrence::CatchUp catch_up = {};
  std::string input = "{}";  // JSON, at most jobs::kMaxScheduledBytes - 1 KiB
};

struct ScheduledAction {
  std::string action;
  std::string input = {};  // JSON
};

// At each of its times a job of the kind "schedule.start" starts the action, in the name of whoever made the schedule
// (who is counted and rolled out to) and under the number of that job, so that an attempt that is made again starts
// nothing again:
// * the action's limit is neither asked nor counted: nobody waits for the answer;
// * its flag, when it is off, queues nothing, and the job's log says so;
// * an input that is not valid any more, or an action that was removed, is a failed job.
// "schedule:NAME" is who started it in the audit log.
//
// Each change is written to the audit log, both or neither. All suspend; thrown: as Database::write().
class ActionSchedules {
 public:
  ActionSchedules(postgres::Database& database, Ids& ids, jobs::Queue& queue, jobs::Schedules& schedules,
                  Actions& actions)
      : database_(database), ids_(ids), queue_(queue), schedules_(schedules), actions_(actions) {}

  // True: it is new. One that is paused stays paused.
  // Errors: those of jobs::Schedules::put(); action_not_found; validation_failed: the action does not take the input.
  Task<Result<bool>> put(Requester by, ActionSchedule schedule);
  // Errors: schedule_not_found.
  Task<Result<void>> remove(Requester by, std::string name);
  Task<Result<void>> pause(Requester by, std::string name);
  Task<Result<void>> resume(Requester by, std::string name);
  // Once more, now. Returns the job that starts it. Error: schedule_not_found.
  Task<Result<Uuid>> run(Requester by, std::string name);

  // Error: schedule_not_found.
  Task<Result<jobs::ScheduleView>> find(Uuid org, std::string name);
  Task<std::vector<jobs::ScheduleView>> list(Uuid org, std::size_t limit, std::optional<std::string> after = {});

 private:
  template <class Change>
  Task<Result<void>> change(Requester by, std::string name, std::string action, Change what);

  postgres::Database& database_;
  Ids& ids_;
  jobs::Queue& queue_;
  jobs::Schedules& schedules_;
  Actions& actions_;
};

// What such a schedule starts.
ScheduledAction scheduled_action(const jobs::ScheduleView& schedule);

}  // namespace tenstone::platform
