// The store of the files that attempts leave behind: an interface. libs/adapters/jobs-files implements it by
// libs/files.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/statement.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::jobs {

inline constexpr std::size_t kMaxFilesPerAttempt = 32;

inline const ErrorCode kTooManyFiles{ErrorKind::TooLarge, "too_many_files",
                                     "An attempt attaches at most 32 files; pack them into one"};

// One attempt of one job. `worker` and `attempt` are the fence: the pair is never used again.
struct AttemptKey {
  Uuid org_id, job;
  std::int64_t worker;
  std::int16_t attempt;
};

struct NewFile {
  std::string name, content_type, bytes;
};

struct AttachedFile {
  AttemptKey attempt;
  Uuid id;
};

class Attachments {
 public:
  virtual ~Attachments() = default;

  // Stores a file that nobody sees yet. The file is durable when this resumes. Called on the handler's loop.
  // Errors: those of the store. Throws as Database::write().
  virtual Task<Result<Uuid>> keep(AttemptKey attempt, NewFile file) = 0;

  // The statement that makes these files visible. It runs in the transaction that ends their attempts, right behind the
  // statement that ends them, and again when the answer to that transaction was lost. It must touch only the files of
  // attempts that succeeded, which SQL reads from job_attempt_succeeded(org, job, worker, attempt): an attempt that was
  // fenced did not. An error of the statement rolls back the whole trip of the worker, so no input may cause one.
  virtual postgres::Query publish(const std::vector<AttachedFile>& files) const = 0;
};

}  // namespace tenstone::jobs
