#include "tenstone/jobs/outcome.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tenstone::jobs {
namespace {

// By value: the first is 0.
constexpr std::array<std::string_view, 6> kRunOutcomes = {"succeeded", "failed",      "timed_out",
                                                          "lost",      "interrupted", "cancelled"};
constexpr std::array<std::string_view, 6> kJobStates = {"queued",    "running", "retrying",
                                                        "succeeded", "failed",  "cancelled"};
constexpr std::array kEveryState = {JobState::Queued,    JobState::Running, JobState::Retrying,
                                    JobState::Succeeded, JobState::Failed,  JobState::Cancelled};

}  // namespace

std::string_view to_string(RunOutcome outcome) { return kRunOutcomes.at(std::to_underlying(outcome)); }

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
    case ErrorKind::Internal: return true;
  }
  return true;
}

std::string_view to_string(JobState state) { return kJobStates.at(std::to_underlying(state)); }

std::optional<JobState> job_state_of(std::string_view text) {
  const auto found = std::ranges::find(kJobStates, text);
  if (found == kJobStates.end()) return std::nullopt;
  return kEveryState.at(static_cast<std::size_t>(found - kJobStates.begin()));
}

std::span<const JobState> all_job_states() { return kEveryState; }

}  // namespace tenstone::jobs
