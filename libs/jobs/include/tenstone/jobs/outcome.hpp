// How an attempt ends, and what that makes of its job.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "tenstone/core/error.hpp"

namespace tenstone::jobs {

// What a handler answers. It throws only what is a bug, or ends the attempt as it would end a request.
struct Done {};
struct Retry {  // may succeed later: tried again as the kind's Policy says, or dead when that was its last attempt
  std::string reason;
  std::string code = "failed";
  std::chrono::milliseconds at_least{0};  // the pause; what the policy says, when that is longer
};
struct Discard {  // will never succeed: the job is dead
  std::string reason;
  std::string code = "discarded";
};
using Outcome = std::variant<Done, Retry, Discard>;

// How an attempt ended. Closed, and the same words as job_outcome in migrations/0001_jobs.up.sql. When adding one,
// extend kRunOutcomes in src/outcome.cpp.
enum class RunOutcome : std::uint8_t {
  Succeeded,    // the job is done
  Failed,       // tried again after a pause, or dead
  TimedOut,     // took longer than its policy allows: as Failed
  Lost,         // its worker died: ready again, or dead when that happened too often
  Interrupted,  // its worker stopped: ready again, and the attempt does not count
  Cancelled,    // somebody cancelled the job while it ran
};
std::string_view to_string(RunOutcome outcome);

// Whether an attempt that ended with such an error may do better the next time.
bool worth_a_retry(ErrorKind kind);

// A job as clients see it. Closed. When adding one, extend kJobStates in src/outcome.cpp.
enum class JobState : std::uint8_t {
  Queued,     // waits for its first attempt, or for the first after a retry by hand
  Running,    //
  Retrying,   // an attempt failed or was lost; waits for the next
  Succeeded,  //
  Failed,     // dead: can be retried by hand
  Cancelled,  // can be retried by hand
};
std::string_view to_string(JobState state);
std::optional<JobState> job_state_of(std::string_view text);
std::span<const JobState> all_job_states();

}  // namespace tenstone::jobs
