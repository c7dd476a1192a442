// Schedules that start actions: an organisation's own, by jobs::Schedules.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/jobs/schedules.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/web/conditions.hpp"

namespace tenstone::platform {

inline const ErrorCode kScheduleDeclared{ErrorKind::Conflict, "schedule_declared",
                                         "A file declares this schedule: change the file"};
inline const ErrorCode kScheduleNameTaken{
    ErrorKind::Conflict, "schedule_name_taken",
    "The organisation has a schedule of this name already: remove it, or give the action another name"};

inline constexpr std::size_t kMaxScheduleInputBytes = jobs::kMaxScheduledBytes - 1024;

struct ActionSchedule {
  std::string name;  // one of its own in the organisation
  std::string action;
  recurrence::Schedule rule;
  recurrence::CatchUp catch_up = {};
  std::string input = "{}";  // JSON, at most kMaxScheduleInputBytes
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
// One that a file declares (Declaration::schedule) is changed and removed there: schedule_declared.
//
// A change says by the ETag which version it is about: `known`, as version_of() gives it. It covers what workers wrote
// since. Error: version_conflict (412).
//
// Each change is written to the audit log, both or neither. All suspend; thrown: as Database::write().
class ActionSchedules {
 public:
  ActionSchedules(postgres::Database& database, Ids& ids, jobs::Queue& queue, jobs::Schedules& schedules,
                  Actions& actions)
      : database_(database), ids_(ids), queue_(queue), schedules_(schedules), actions_(actions) {}

  // True: it is new. One that is paused stays paused.
  // `known`: nothing for a new one. Errors: those of jobs::Schedules::put(); action_not_found; validation_failed: the
  // action does not take the input; precondition_required (428): it is there already; version_conflict, also when none
  // is there; schedule_declared.
  Task<Result<bool>> put(Requester by, ActionSchedule schedule, std::optional<web::IfMatch> known);
  // Errors: schedule_not_found, version_conflict; of remove() also schedule_declared.
  Task<Result<void>> remove(Requester by, std::string name, web::IfMatch known);
  Task<Result<void>> pause(Requester by, std::string name, web::IfMatch known);
  Task<Result<void>> resume(Requester by, std::string name, web::IfMatch known);
  // Once more, now. Returns the job that starts it. Error: schedule_not_found.
  Task<Result<Uuid>> run(Requester by, std::string name);

  // As a file says: makes it, or changes one that was declared. Errors: those of put() about what it is;
  // schedule_name_taken: a member made one of this name.
  Task<Result<void>> declare(Requester by, ActionSchedule schedule);
  // Removes one that was declared, if it is there.
  Task<Result<void>> undeclare(Requester by, std::string name);

  // Error: schedule_not_found.
  Task<Result<jobs::ScheduleView>> find(Uuid org, std::string name);
  Task<std::vector<jobs::ScheduleView>> list(Uuid org, std::size_t limit, std::optional<std::string> after = {});

 private:
  template <class Allow>
  Task<Result<bool>> write(Requester by, ActionSchedule schedule, bool declared, Allow allow);
  template <class Change>
  Task<Result<void>> change(Requester by, std::string name, web::IfMatch known, std::string action, Change what);

  postgres::Database& database_;
  Ids& ids_;
  jobs::Queue& queue_;
  jobs::Schedules& schedules_;
  Actions& actions_;
};

// The number in the ETag: a change by somebody gives another one, and so does what workers write (its times and its
// last job).
std::int64_t version_of(const jobs::ScheduleView& schedule);

// What such a schedule starts.
ScheduledAction scheduled_action(const jobs::ScheduleView& schedule);

}  // namespace tenstone::platform
