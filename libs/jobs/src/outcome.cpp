#include "tenstone/jobs/outcome.hpp"

namespace tenstone::jobs {

std::string_view to_string(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::Succeeded: return "succeeded";
    case RunOutcome::Failed: return "failed";
    case RunOutcome::Lost: return "lost";
    case RunOutcome::Interrupted: return "interrupted";
  }
  return "failed";
}

RunOutcome outcome_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Unreadable:
    case ErrorKind::Invalid:
    case ErrorKind::Unauthenticated:
    case ErrorKind::Forbidden:
    case ErrorKind::NotFound:
    case ErrorKind::Conflict:
    case ErrorKind::Gone:
    case ErrorKind::PreconditionFailed:
    case ErrorKind::TooLarge:
    case ErrorKind::Limited:
    case ErrorKind::Unavailable:
    case ErrorKind::Internal: return RunOutcome::Failed;
  }
  return RunOutcome::Failed;
}

std::string_view to_string(JobState state) {
  switch (state) {
    case JobState::Queued: return "queued";
    case JobState::Running: return "running";
    case JobState::Succeeded: return "succeeded";
    case JobState::Failed: return "failed";
  }
  return "failed";
}

}  // namespace tenstone::jobs
