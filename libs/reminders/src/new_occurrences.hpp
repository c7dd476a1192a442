// Occurrences that are made together, each with its job.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/jobs/queue.hpp"
#include "tenstone/postgres/statement.hpp"

namespace tenstone::reminders {

class NewOccurrences {
 public:
  // `now`: by the database's clock, in the transaction that makes them. `trace`: of the request that is the reason.
  NewOccurrences(Uuid org, Time now, std::string trace) : org_(org), now_(now), trace_(std::move(trace)) {}

  struct Of {
    Uuid reminder;
    std::int64_t plan_version;  // the reminder's version that its plan, or the snooze, came with
    bool snoozed = false;
  };
  void add(const Uuid& id, Of of, Time due_at);

  bool empty() const { return ids_.empty(); }
  // Inserts the rows; their reminders must be there.
  postgres::Query insert() const;
  // Of the ids of the occurrences, not before they are due. The payload is {"reminder": its id}.
  std::vector<jobs::NewJob> jobs() const;
  // After the commit: tells the workers when the jobs are due.
  void wake(jobs::Queue& queue) const;

 private:
  std::chrono::milliseconds delay_of(Time due_at) const;

  const Uuid org_;
  const Time now_;
  const std::string trace_;
  std::vector<Uuid> ids_, reminders_;
  std::vector<std::int64_t> plan_versions_;
  std::vector<Time> due_at_;
  std::vector<Uuid> snoozed_;  // of ids_
};

}  // namespace tenstone::reminders
