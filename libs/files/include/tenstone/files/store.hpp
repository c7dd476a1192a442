// The files in PostgreSQL.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/files/file.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::files {

// How long a file whose attempt has not succeeded is kept: an attempt of an action takes a day at most.
inline constexpr std::chrono::hours kUnpublished{25};

// What is written here is the truth: other copies may go at any time. Every call may come from any loop and suspends.
// `database` and `ids` must outlive it. Throws as postgres::Database.
class Store {
 public:
  // `retention`: how long a file is there from its publication on.
  Store(postgres::Database& database, Ids& ids, std::chrono::seconds retention)
      : database_(database), ids_(ids), retention_(retention) {}

  // Durable when it resumes, and seen by nobody until it is published (libs/adapters/jobs-files). Holds one connection
  // of the pool for the time of the writing. Errors: file_too_large, invalid_file_name, invalid_file_type.
  Task<Result<Uuid>> put(Uuid org, Origin origin, NewFile file);

  // ---- Published files that have not expired.
  Task<std::optional<File>> find(Uuid org, Uuid id);
  Task<std::vector<File>> of_job(Uuid org, Uuid job);  // in the order of their making
  // kChunkBytes from `number` * kChunkBytes on, or what is left. Throws Failure file_damaged when there is no such
  // chunk.
  Task<std::string> chunk(const File& file, std::uint64_t number);

  // Removes at most `most` files that expired ten minutes ago or before: who began to read one in time can end. Returns
  // how many it removed.
  Task<std::size_t> remove_expired(std::size_t most);

  std::chrono::seconds retention() const { return retention_; }

 private:
  postgres::Database& database_;
  Ids& ids_;
  const std::chrono::seconds retention_;
};

}  // namespace tenstone::files
