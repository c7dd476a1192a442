#include "verdict.hpp"

#include <algorithm>
#include <random>

#include "tenstone/jobs/job.hpp"
#include "tenstone/validation/json.hpp"
#include "tenstone/validation/validation.hpp"
#include "text.hpp"

namespace tenstone::jobs {
namespace {

constexpr std::size_t kMaxCodeBytes = 100;
constexpr std::chrono::milliseconds kLongestPause = std::chrono::hours(24);
constexpr std::int16_t kMostSnoozes = 32'000;  // attempts are smallint: a claim that cannot count on would take nothing

// It spreads retries apart; nothing depends on its quality.
double random_part() {
  thread_local std::minstd_rand generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

Ended with_error(AttemptPtr attempt, Fate fate, RunOutcome outcome, std::string_view code, std::string_view text) {
  return {.attempt = std::move(attempt),
          .outcome = outcome,
          .fate = fate,
          .code = storable(code, kMaxCodeBytes),
          .text = storable(text, kMaxLineBytes)};
}

}  // namespace

Ended dead(AttemptPtr attempt, RunOutcome outcome, std::string_view code, std::string_view text) {
  return with_error(std::move(attempt), Fate::Dead, outcome, code, text);
}

Ended succeeded(AttemptPtr attempt, std::string_view result, std::vector<Uuid> files) {
  if (result.empty() && files.empty()) return {.attempt = std::move(attempt)};
  Ended ended{.attempt = attempt, .fate = Fate::DoneWith};
  ended.files = std::move(files);
  if (result.empty()) return ended;
  if (result.size() > kMaxResultBytes)
    return dead(std::move(attempt), RunOutcome::Failed, kResultTooLarge.name(), kResultTooLarge.meaning());
  auto read = validation::parse_json<validation::Json>(result);
  if (!read) return dead(std::move(attempt), RunOutcome::Failed, kResultInvalid.name(), kResultInvalid.meaning());
  ended.result = std::move(read->text);
  return ended;
}

Ended failed(AttemptPtr attempt, RunOutcome outcome, std::string_view code, std::string_view text,
             std::chrono::milliseconds at_least) {
  const Policy policy = attempt->code == nullptr ? Policy() : attempt->code->policy;
  const int failures = attempt->job.attempt - attempt->job.uncounted;
  const auto pause = next_pause(policy, failures, random_part());
  if (!pause) return dead(std::move(attempt), outcome, code, text);
  Ended ended = with_error(std::move(attempt), Fate::Again, outcome, code, text);
  ended.pause = std::max(*pause, std::min(at_least, policy.backoff.cap));
  return ended;
}

Ended snoozed(AttemptPtr attempt, std::chrono::milliseconds delay) {
  if (attempt->job.attempt >= kMostSnoozes)
    return dead(std::move(attempt), RunOutcome::Failed, kSnoozedTooOften.name(), kSnoozedTooOften.meaning());
  Ended ended{.attempt = std::move(attempt), .outcome = RunOutcome::Snoozed, .fate = Fate::Again};
  ended.pause = std::clamp(delay, kShortestPause, kLongestPause);
  return ended;
}

Ended interrupted(AttemptPtr attempt) {
  return {.attempt = std::move(attempt), .outcome = RunOutcome::Interrupted, .fate = Fate::Again};
}

Ended stopped(AttemptPtr attempt) {
  switch (attempt->reason.load()) {
    case StopReason::TimedOut:
      return failed(std::move(attempt), RunOutcome::TimedOut, kTimedOut.name(), kTimedOut.meaning());
    case StopReason::Cancelled: return dead(std::move(attempt), RunOutcome::Cancelled, {}, {});
    case StopReason::None:
    case StopReason::Worker: break;
  }
  return interrupted(std::move(attempt));
}

}  // namespace tenstone::jobs
