// Jobs that failed finally, and their return into the queue by the hundred.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::jobs {

// What is set must hold. Cancelled jobs are never among them.
struct DeadFilter {
  std::optional<Uuid> org = {};  // unset: of all organisations
  std::optional<std::string> kind = {}, queue = {}, error_code = {};
  std::optional<Time> from = {}, until = {};  // when it failed: from <= then < until
};

struct DeadJob {
  Uuid org_id, id;
  std::string kind, queue;
  std::int16_t attempt;  // the last one
  Time died_at;
  std::optional<std::string> error_code, error_text;
};

// One batch of a redrive.
struct Redriven {
  std::vector<std::pair<Uuid, Uuid>> jobs = {};    // organisation and id of those that wait again
  std::vector<std::string> queues = {};            // theirs, each once: to wake after the commit
  std::size_t left = 0;                            // stay dead: another job has their unique key
  std::optional<std::pair<Uuid, Uuid>> last = {};  // where the next batch goes on; nothing: it was the last
};

// Looks through what an organisation, or the installation, has of dead jobs: not for hot paths. All suspend.
class DeadLetters {
 public:
  static constexpr std::int64_t kBatch = 500;

  explicit DeadLetters(postgres::Database& database) : database_(database) {}

  // The newest first.
  Task<std::vector<DeadJob>> list(DeadFilter which, std::size_t limit);

  // At most kBatch of them wait again, at once, under their ids, each with its policy's attempts before it:
  // Queue::retry() for many. In the caller's transaction, so with its audit entries. Jobs that somebody else retries at
  // the moment are passed over. Batches go forward by organisation and id, so a job that fails again meanwhile is not
  // met again.
  Task<Result<Redriven>> redrive(postgres::Transaction& transaction, DeadFilter which,
                                 std::optional<std::pair<Uuid, Uuid>> after = {});

 private:
  postgres::Database& database_;
};

}  // namespace tenstone::jobs
