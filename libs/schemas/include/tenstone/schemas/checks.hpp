// Bulk checks in PostgreSQL. Each is a row and a job of the same id, made together; bulk_check.hpp is what that job
// does.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/jobs/queue.hpp"
#include "tenstone/jobs/reader.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/schemas/check.hpp"

namespace tenstone::schemas {

inline constexpr std::string_view kKind = "schema_check";  // of the jobs
inline constexpr std::string_view kQueue = "default";
inline constexpr std::size_t kChunkBytes = 256 * 1024;  // of the input, in a row of its own

// An input on its way into the database: at most kChunkBytes of it are in memory.
struct Upload {
  Uuid org, id;
  SchemaName schema;
  Time created_at;
  std::string chunk;  // what is not stored yet
  std::int32_t stored_chunks = 0;
  std::int64_t bytes = 0;  // of all of it so far
};

// One a process, used on any loop. Everything suspends, and throws what Database throws. A check of another
// organisation is check_not_found.
class Checks {
 public:
  // What it is given must outlive it.
  Checks(postgres::Database& database, Ids& ids, jobs::Queue& queue, jobs::Reader& reader)
      : database_(database), ids_(ids), queue_(queue), reader_(reader) {}

  // An upload: begin(), add() as it arrives, then commit() or abandon(). Until commit() nobody sees it; one that was
  // neither committed nor abandoned (the process died) is removed after a day; add() and commit() then answer
  // check_not_found. `schema` is a version that is there.
  Task<Upload> begin(Uuid org, SchemaName schema);
  Task<Result<void>> add(Upload& upload, std::string_view piece);
  // The check and its job, durable when this resumes.
  Task<Result<Check>> commit(Upload& upload, std::string trace);
  Task<> abandon(Upload& upload);

  // Newest first, those whose ids are below `before`. Reports come without their faults.
  Task<std::vector<Check>> list(Uuid org, std::optional<Uuid> before, std::size_t limit);
  Task<Result<Check>> find(Uuid org, Uuid id);  // Error: check_not_found
  // Input and report are gone; a check that waits or runs is cancelled, the latter within a second.
  // Error: check_not_found.
  Task<Result<void>> remove(Uuid org, Uuid id);

 private:
  postgres::Database& database_;
  Ids& ids_;
  jobs::Queue& queue_;
  jobs::Reader& reader_;
};

// Removes checks that were made longer ago, with what is left of their inputs, and uploads that broke off, slice by
// slice.
Task<> remove_old_checks(postgres::Database& database, std::chrono::seconds kept_for);

}  // namespace tenstone::schemas
