// An attempt as its handler sees it.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::jobs {

struct Attempt;
class Engine;

inline constexpr std::size_t kMaxLineBytes = 8 * 1024;     // of a log line or an error's text; the rest is cut off
inline constexpr std::int32_t kMaxLinesPerAttempt = 1000;  // what is logged beyond goes to the process log only

// Lives as long as its handler runs, on the handler's loop.
class Run {
 public:
  Run(std::shared_ptr<Engine> engine, std::shared_ptr<Attempt> attempt);
  Run(const Run&) = delete;

  const Uuid& id() const;  // the same in every attempt
  const Uuid& org_id() const;
  int attempt() const;  // from 1
  // Which of the attempts that the kind's Policy counts this is, from 1. Interrupted and snoozed ones do not count, nor
  // do those before a retry by hand.
  int counted() const;
  const std::string& kind() const;
  const std::string& payload() const;

  // One line of the job's own log, which clients can read: stored some milliseconds later, in order, at the latest with
  // the attempt's end. It also goes to the process log as "job.log", with the request's id, the job and the attempt.
  void log(logging::Level level, std::string_view text);
  void log(std::string_view text) { log(logging::Level::Info, text); }

  // Stores a file with this attempt: a name without '/', a media type, at most 64 MiB. The file is durable when this
  // resumes. People see the file when the attempt succeeds: it commits together with the success and the result. Files
  // of an attempt that fails, or that is no longer the job's current one, are never seen, and are removed later. The
  // attempt must end within a day. Errors: too_many_files (32 an attempt); those of the store, such as file_too_large.
  // Throws as Database::write(), and std::logic_error in a program that has no store for files.
  Task<Result<Uuid>> attach(std::string name, std::string content_type, std::string bytes);

  // Asked when the worker stops or has lost its hold on the job, when the attempt takes too long, or when the job was
  // cancelled. A handler that then ends by an exception is interrupted (the job runs again, the attempt does not
  // count), timed out or cancelled. The token's callbacks run on the worker's loop.
  const std::stop_token& stop() const { return stop_; }
  bool stopping() const { return stop_.stop_requested(); }
  // False: it was asked to stop before the time was over.
  Task<bool> pause(std::chrono::steady_clock::duration duration);

  std::vector<Uuid> take_attached() { return std::move(attached_); }  // for the worker, when the handler has returned

 private:
  std::shared_ptr<Engine> engine_;
  std::shared_ptr<Attempt> attempt_;
  std::stop_token stop_;
  std::int32_t lines_ = 0;
  std::vector<Uuid> attached_;
};

}  // namespace tenstone::jobs
