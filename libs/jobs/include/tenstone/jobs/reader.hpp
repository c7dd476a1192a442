// Jobs as clients see them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/jobs/outcome.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::jobs {

struct LogLine {
  Time at;
  logging::Level level;
  std::string text;
};

struct AttemptView {
  int attempt;
  std::int64_t worker;
  Time started_at;
  std::optional<Time> finished_at;    // nothing: it runs now
  std::optional<RunOutcome> outcome;  // nothing: it runs now
  std::optional<std::string> error_code, error_text;
  std::vector<LogLine> logs;  // the first thousand
};

struct JobSummary {
  Uuid id;
  std::string kind, queue;
  JobState state;
  int attempt;      // the last one that began
  Time created_at;  // to the millisecond: it is in the id
  std::optional<Time> finished_at;
  std::optional<Time> next_run_at;  // of one that waits
};

struct JobView : JobSummary {
  std::optional<std::string> trace;   // what it was enqueued with: the request's id
  std::optional<std::string> result;  // of one that succeeded: JSON, as its handler returned it
  int files = 0;                      // of one that succeeded: how many it attached
  std::vector<AttemptView> attempts;  // in order; the one that runs now is the last
};

// How a job does, in one row.
struct JobProgress {
  JobState state;
  int attempt = 0;                                              // the last one that began
  std::optional<Time> next_run_at = {};                         // of one that waits
  std::optional<std::string> error_code = {}, error_text = {};  // of the last attempt, if that failed
};

struct ListJobs {
  std::optional<JobState> state;
  std::size_t limit = 50;
  std::optional<Uuid> before;  // the last id of the page before
};

// Of an unfinished job everything is known; of a finished one what its runs say, until they are dropped with their day.
// The payload is kept of unfinished and failed jobs only.
class Reader {
 public:
  explicit Reader(postgres::Database& database) : database_(database) {}

  // Nothing: the organisation has no such job (any more).
  Task<std::optional<JobView>> find(Uuid org_id, Uuid id);
  // Whose job it is: for who runs the installation. Looks through all of them, so not for requests.
  Task<std::optional<Uuid>> organisation_of(Uuid id);
  // Newest first.
  Task<std::vector<JobSummary>> list(Uuid org_id, ListJobs which);
  // In the order of `ids`, which may be a thousand. One that is not known (any more) has succeeded.
  Task<std::vector<JobProgress>> progress(Uuid org_id, std::vector<Uuid> ids);
  // The ids of the jobs of a kind that have failed, newest first, from the one before `before` on.
  Task<std::vector<Uuid>> failed(Uuid org_id, std::string kind, std::optional<Uuid> before, std::size_t limit);
  // False: workers have beaten within `dead_after`, and none of them announced the kind (OtherKinds) or has a handler
  // for it. A job of that kind would fail at any of them.
  Task<bool> is_run(std::string kind, std::chrono::seconds dead_after = std::chrono::seconds(30));

 private:
  postgres::Database& database_;
};

}  // namespace tenstone::jobs
