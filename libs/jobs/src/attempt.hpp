// An attempt under way, and what comes of it.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/jobs/outcome.hpp"
#include "tenstone/jobs/worker.hpp"

namespace tenstone::jobs {

// A row that a claim returned, in the order of its columns.
struct Claimed {
  std::int64_t id;
  std::int16_t attempt;
  Uuid public_id, org_id;
  std::int32_t queue, kind;
  std::int16_t priority;
  Time run_at, started_at;
  std::optional<std::string> trace;
  postgres::Bytes payload;
};

// Shared by the worker's loop and the handler's: immutable but for `stop`, and `ended`, which is the worker's alone.
struct Attempt {
  Claimed job;
  std::int64_t worker;
  std::string kind;
  const Handler* handler;  // of the Engine; nullptr: none
  std::stop_source stop;
  bool ended = false;  // by its handler, or given up by drain()
};
using AttemptPtr = std::shared_ptr<Attempt>;

struct Ended {
  AttemptPtr attempt;
  RunOutcome outcome = RunOutcome::Succeeded;
  std::string code, text;  // of the error
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
