// Schedules: what makes jobs again and again, by a cron expression in a zone (libs/recurrence). A worker fires them:
// schedule_ticker.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/jobs/queue.hpp"
#include "tenstone/recurrence/schedule.hpp"
#include "tenstone/validation/json.hpp"

namespace tenstone::jobs {

inline constexpr std::size_t kMaxScheduledBytes = 48 * 1024;  // of a payload
inline constexpr std::int64_t kMostSchedules = 1000;          // of an organisation

inline const ErrorCode kScheduleNotFound{ErrorKind::NotFound, "schedule_not_found", "There is no such schedule"};
inline const ErrorCode kInvalidScheduleName{ErrorKind::Invalid, "invalid_schedule_name",
                                            "Names of schedules hold 1 to 63 of a-z, 0-9, '.', '_' and '-', and begin "
                                            "and end with a letter or a digit"};
inline const ErrorCode kScheduleNeverDue{ErrorKind::Invalid, "schedule_never_due",
                                         "This schedule has no time from now on"};
inline const ErrorCode kTooManySchedules{ErrorKind::Conflict, "too_many_schedules",
                                         "The organisation has 1,000 schedules already: remove some"};

struct NewSchedule {
  Uuid org_id;
  std::string name;  // one of its own in the organisation
  recurrence::Schedule rule;
  recurrence::CatchUp catch_up = {};  // what runs of the times that no worker was there for
  std::string kind;                   // of the jobs
  std::string payload = "{}";         // JSON, at most kMaxScheduledBytes
  std::string queue = "default";
  bool declared = false;  // by a file of the installation
};

// The payload of a job that a schedule has made, as JSON.
struct Scheduled {
  std::string schedule;      // its name
  Time fire_at;              // when it was due; the job may run later
  validation::Json payload;  // of the schedule
};
constexpr auto schema(validation::For<Scheduled>) {
  using validation::field;
  return validation::object<Scheduled>(field("schedule", &Scheduled::schedule), field("fire_at", &Scheduled::fire_at),
                                       field("payload", &Scheduled::payload));
}

struct ScheduleView {
  Uuid id, org_id;
  std::string name, kind, queue, payload;
  std::string rule, catch_up;        // JSON
  std::optional<std::string> fault;  // why it has no next time, when a worker could not compute one
  std::optional<Time> paused_at;     // nothing: it is not paused
  std::optional<Time> next_at;       // as if it were not paused
  std::optional<Time> last_at;       // the last time that it fired for
  std::optional<Uuid> last_job;
  Time created_at, changed_at;
  std::int64_t revision = 0;  // counts the changes that somebody made: neither its fires nor its times
  bool declared = false;
};

// What changes is in the caller's transaction, so with its audit entries. All suspend; thrown: as Database::write().
class Schedules {
 public:
  // `queue` takes what run() makes. All must outlive it.
  Schedules(postgres::Database& database, Ids& ids, Queue& queue) : database_(database), ids_(ids), queue_(queue) {}

  struct Standing {
    std::int64_t revision = 0;
    bool declared = false;
  };
  // What stands there, nobody else changes until the transaction ends. nullopt: nothing does; another transaction may
  // make one, which put() then says.
  Task<Result<std::optional<Standing>>> lock(postgres::Transaction& transaction, Uuid org, std::string name);
  struct Put {
    bool created = false, changed = false;  // neither: it was so already
  };
  // Makes it, or makes it anew. One that is paused stays paused. With the same rule its next time stays; with another
  // one, times before now that no worker has looked at are dropped.
  // Whether the other one was declared is the caller's to look at: lock().
  // Errors: invalid_schedule_name, payload_too_large, schedule_never_due, too_many_schedules.
  Task<Result<Put>> put(postgres::Transaction& transaction, NewSchedule schedule);
  // Jobs that it has made stay. Error: schedule_not_found.
  Task<Result<void>> remove(postgres::Transaction& transaction, Uuid org, std::string name);
  // Error: schedule_not_found.
  Task<Result<void>> pause(postgres::Transaction& transaction, Uuid org, std::string name);
  // From the next time after now on: what was due in the pause does not run. Error: schedule_not_found.
  Task<Result<void>> resume(postgres::Transaction& transaction, Uuid org, std::string name);
  struct Ran {
    Uuid job;
    std::string queue;  // to Queue::wake() after the commit
  };
  // One job more, now, also of a paused one; its other times stay. Error: schedule_not_found.
  Task<Result<Ran>> run(postgres::Transaction& transaction, Uuid org, std::string name);

  Task<std::optional<ScheduleView>> find(Uuid org, std::string name);
  struct Named {
    Uuid org;
    std::string name;
  };
  Task<std::vector<Named>> declared();  // those of files, of all organisations
  // By name, those behind `after`.
  Task<std::vector<ScheduleView>> list(Uuid org, std::size_t limit, std::optional<std::string> after = {});

 private:
  postgres::Database& database_;
  Ids& ids_;
  Queue& queue_;
};

}  // namespace tenstone::jobs
