// An attempt under way, and what comes of it.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/jobs/outcome.hpp"
#include "tenstone/jobs/worker.hpp"

namespace tenstone::jobs {

// A row that a claim returned, in the order of its columns.
struct Claimed {
  std::int64_t id;
  std::int16_t attempt, uncounted;
  Uuid public_id, org_id;
  std::int32_t queue, kind;
  std::int16_t priority;
  Time run_at, started_at;
  std::optional<std::string> trace;
  postgres::Bytes payload;
};

// Why an attempt was asked to stop: the first reason counts.
enum class StopReason : std::uint8_t { None, Worker, TimedOut, Cancelled };

// Shared by the worker's loop and the handler's: immutable but for `stop` with its reason, and the last two, which are
// the worker's alone.
//
// Invariant: give_up_at is set exactly when the attempt was asked to stop.
struct Attempt {
  Attempt(Claimed what, std::int64_t by) : job(std::move(what)), worker(by) {}

  Claimed job;
  std::int64_t worker;
  std::string kind = {};
  std::shared_ptr<const Kind> code = {};  // nullptr: none is known
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::stop_source stop = {};
  std::atomic<StopReason> reason = StopReason::None;
  bool ended = false;  // by its handler, or given up
  std::chrono::steady_clock::time_point give_up_at = std::chrono::steady_clock::time_point::max();

  void ask_to_stop(StopReason why, std::chrono::steady_clock::time_point until) {
    auto none = StopReason::None;
    if (!reason.compare_exchange_strong(none, why)) return;
    give_up_at = until;
    stop.request_stop();
  }
};
inline AttemptKey key_of(const Attempt& attempt) {
  return {attempt.job.org_id, attempt.job.public_id, attempt.worker, attempt.job.attempt};
}
using AttemptPtr = std::shared_ptr<Attempt>;

// What becomes of the job. By this, and within it by the job's number, results are sent.
enum class Fate : std::uint8_t { Done, DoneWith, Dead, Again };  // DoneWith: with a result or files
inline constexpr std::array kFates = {Fate::Done, Fate::DoneWith, Fate::Dead, Fate::Again};

struct Ended {
  AttemptPtr attempt;
  RunOutcome outcome = RunOutcome::Succeeded;
  Fate fate = Fate::Done;
  std::string code, text;              // of the error
  std::string result = {};             // of a success
  std::vector<Uuid> files = {};        // of a success
  std::chrono::milliseconds pause{0};  // until the next attempt
  std::chrono::microseconds took{0};
  bool resent = false;  // its first sending may have been stored
};

struct Line {
  AttemptPtr attempt;
  Time at;
  std::int32_t number;
  logging::Level level;
  std::string text;
};

}  // namespace tenstone::jobs
