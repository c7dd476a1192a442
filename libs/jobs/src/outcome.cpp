#include "tenstone/jobs/outcome.hpp"

namespace tenstone::jobs {

std::string_view to_string(RunOutcome outcome) { return validation::kSchema<RunOutcome>.name(outcome); }

bool worth_a_retry(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Unreadable:
    case ErrorKind::Invalid:
    case ErrorKind::Unauthenticated:
    case ErrorKind::Forbidden:
    case ErrorKind::NotFound:
    case ErrorKind::Gone:
    case ErrorKind::TooLarge: return false;
    case ErrorKind::Conflict:
    case ErrorKind::PreconditionFailed:
    case ErrorKind::Limited:
    case ErrorKind::Unavailable:
    case ErrorKind::NoSpace:
    case ErrorKind::Internal: return true;
  }
  return true;
}

std::string_view to_string(JobState state) { return validation::kSchema<JobState>.name(state); }

}  // namespace tenstone::jobs
