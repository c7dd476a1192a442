// The job of a check.
#pragma once
#include <atomic>
#include <chrono>

#include "tenstone/jobs/outcome.hpp"
#include "tenstone/jobs/retry.hpp"
#include "tenstone/jobs/run.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/schemas/registry.hpp"

namespace tenstone::schemas {

struct BulkLimits {
  std::size_t at_once = 4;                     // in this process; a further one is put back for a second
  std::chrono::milliseconds turn{20};          // on the pool, before the next check's turn
  std::chrono::milliseconds longest{600'000};  // of all turns of a check: json_schema_check_too_long
  std::chrono::milliseconds tell{1000};        // between two writes of its progress
};
inline constexpr jobs::Policy kBulkPolicy{.timeout = std::chrono::hours(1)};

// * The input is read chunk by chunk and fed to a json_schema::LineChecker, whatever its size in constant memory: a
//   chunk, up to 14 MiB for the longest line, and the report.
// * Lines are checked on a pool: some schemas need a tenth of a second for the shortest of lines, and a loop has others
//   to serve. A turn ends with the line during which its time is over, so checks share the threads fairly.
// * An attempt that dies leaves nothing but progress: the next one begins anew. The report is written, and the input
//   removed, by one statement, once: what a second attempt finds then makes it end.
// * A check that was removed ends at its next chunk or write of progress.
class BulkCheck {
 public:
  // What it is given must outlive it.
  BulkCheck(postgres::Database& database, Registry& registry, runtime::BlockingPool& pool, BulkLimits limits = {})
      : database_(database), registry_(registry), pool_(pool), limits_(limits) {}

  // What a job of kKind does: its id is that of the check. Suspends. Throws what Database throws, and when it is asked
  // to stop: the attempt ends, and nothing happened.
  Task<jobs::Outcome> check(jobs::Run& run);

 private:
  Task<jobs::Outcome> check_input(jobs::Run& run);

  postgres::Database& database_;
  Registry& registry_;
  runtime::BlockingPool& pool_;
  const BulkLimits limits_;
  std::atomic<std::size_t> running_ = 0;
};

}  // namespace tenstone::schemas
