// How an attempt ends, and what that makes of its job.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "tenstone/core/error.hpp"

namespace tenstone::jobs {

// What a handler answers. It throws only what is a bug, or ends the attempt as it would end a request.
struct Done {};
struct Discard {  // will never succeed: the job is dead
  std::string reason;
  std::string code = "discarded";
};
using Outcome = std::variant<Done, Discard>;

// Closed, and the same words as job_outcome in migrations/0001_jobs.up.sql. When adding one, extend to_string().
enum class RunOutcome : std::uint8_t {
  Succeeded,    // the job is done
  Failed,       // the job is dead
  Lost,         // its worker died: ready again with the attempt counted, or dead when that happened too often
  Interrupted,  // its worker stopped: ready again, attempt not counted
};
std::string_view to_string(RunOutcome outcome);

// What an error that ends an attempt makes of it.
RunOutcome outcome_of(ErrorKind kind);

// A job as clients see it.
enum class JobState : std::uint8_t { Queued, Running, Succeeded, Failed };
std::string_view to_string(JobState state);

}  // namespace tenstone::jobs
