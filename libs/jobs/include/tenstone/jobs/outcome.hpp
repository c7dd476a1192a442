// How an attempt ends, and what that makes of its job.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "tenstone/core/error.hpp"
#include "tenstone/validation/enumeration.hpp"

namespace tenstone::jobs {

inline constexpr std::size_t kMaxResultBytes = 16 * 1024;

// What a handler answers. It throws only what is a bug, or ends the attempt as it would end a request.
struct Done {
  std::string result = {};  // a JSON object or array of at most kMaxResultBytes, shown with the job; "": none
};
struct Retry {  // may succeed later: tried again as the kind's Policy says, or dead when that was its last attempt
  std::string reason;
  std::string code = "failed";
  std::chrono::milliseconds at_least{0};  // the pause; what the policy says, when that is longer
};
struct Discard {  // will never succeed: the job is dead
  std::string reason;
  std::string code = "discarded";
};
// Cannot run now, which is not its fault: put back for `delay` (kShortestPause at least). The attempt does not count,
// and leaves no row in the job's history. For limits on what runs at once. A job that snoozed 32,000 times is dead.
struct Snooze {
  std::chrono::milliseconds delay;
};
using Outcome = std::variant<Done, Retry, Discard, Snooze>;

// How an attempt ended. Closed, and the same words as job_outcome in migrations/0001_jobs.up.sql.
enum class RunOutcome : std::uint8_t {
  Succeeded,    // the job is done
  Failed,       // tried again after a pause, or dead
  TimedOut,     // took longer than its policy allows: as Failed
  Lost,         // its worker died: ready again, or dead when that happened too often
  Interrupted,  // its worker stopped: ready again, and the attempt does not count
  Cancelled,    // somebody cancelled the job while it ran
  Snoozed,      // its handler put it back: ready again after a pause, and the attempt does not count
};
constexpr auto schema(validation::For<RunOutcome>) {
  using enum RunOutcome;
  return validation::enumeration<RunOutcome>({{"succeeded", Succeeded},
                                              {"failed", Failed},
                                              {"timed_out", TimedOut},
                                              {"lost", Lost},
                                              {"interrupted", Interrupted},
                                              {"cancelled", Cancelled},
                                              {"snoozed", Snoozed}});
}
std::string_view to_string(RunOutcome outcome);

// Whether an attempt that ended with such an error may do better the next time.
bool worth_a_retry(ErrorKind kind);

// A job as clients see it. Closed.
enum class JobState : std::uint8_t {
  Queued,     // waits for its first attempt, or for the first after a retry by hand
  Running,    //
  Retrying,   // an attempt failed or was lost; waits for the next
  Succeeded,  //
  Failed,     // dead: can be retried by hand
  Cancelled,  // can be retried by hand
};
constexpr auto schema(validation::For<JobState>) {
  using enum JobState;
  return validation::enumeration<JobState>({{"queued", Queued},
                                            {"running", Running},
                                            {"retrying", Retrying},
                                            {"succeeded", Succeeded},
                                            {"failed", Failed},
                                            {"cancelled", Cancelled}});
}
std::string_view to_string(JobState state);

}  // namespace tenstone::jobs
