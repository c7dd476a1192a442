#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "open_repository.hpp"
#include "pack.hpp"
#include "tenstone/backup/taking.hpp"

namespace tenstone::backup {

// Writers of many threads share the packs that are being filled: each takes one for the time of a chunk, so there are
// no more than threads. Files stay in the lock's scratch folder until commit().
struct Taking::State {
  static Result<std::unique_ptr<State>> begin(std::shared_ptr<const OpenRepository> repository, std::string database);
  State(std::shared_ptr<const OpenRepository> opened, std::string name, Lock shared, Lock own, ChunkIndex index,
        std::filesystem::path where)
      : repository(std::move(opened)),
        database(std::move(name)),
        repository_lock(std::move(shared)),
        database_lock(std::move(own)),
        chunks(std::move(index)),
        scratch(std::move(where)) {}

  // Stores the chunk unless the repository has it. From any thread. After an error all calls give that error: other
  // writers may rely on the chunk that could not be stored.
  Result<void> store(const ChunkId& id, std::string_view chunk);
  Result<void> demand_locks() const;
  Result<Version> commit(Manifest manifest);

  std::shared_ptr<const OpenRepository> repository;
  std::string database;
  Lock repository_lock, database_lock;
  ChunkIndex chunks;
  std::filesystem::path scratch;
  std::atomic<std::uint64_t> new_bytes{0};

 private:
  Result<void> failure();
  std::unique_ptr<PackBuilder> take_builder();
  Result<void> write_pack(PackBuilder& builder);
  Result<void> write_index(std::unique_lock<std::mutex>& held);
  Result<void> finish_packs();
  Result<void> publish(const Version& version, const Manifest& manifest);
  Result<void> move_all(const std::vector<std::string>& names, const char* folder);

  std::atomic<std::uint64_t> claimed_{0};  // chunks that no pack of the repository has
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::optional<Error> failure_;
  std::vector<std::unique_ptr<PackBuilder>> idle_;
  std::vector<PackContents> unlisted_;  // packs that are in no index file yet
  std::size_t unlisted_chunks_ = 0;
  std::uint64_t written_chunks_ = 0;
  std::vector<std::string> packs_, indexes_;  // names of files in `scratch`
};

}  // namespace tenstone::backup
