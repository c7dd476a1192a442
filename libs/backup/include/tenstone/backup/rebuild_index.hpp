// Makes the index of a repository anew. Blocks on the disk.
#pragma once
#include <cstdint>
#include <stop_token>

#include "tenstone/backup/progress.hpp"
#include "tenstone/backup/repository.hpp"

namespace tenstone::backup {

struct RebuildOptions {
  OnProgress on_progress = {};  // phase "read"; `done` of `total` are packs
  std::stop_token stop = {};    // a request to stop cancels the run, and the old index stays
};

struct RebuildReport {
  std::uint64_t packs = 0, chunks = 0;  // that the new index names
  std::uint64_t searched = 0;    // packs whose list of chunks is damaged: each whole chunk was found by its header
  std::uint64_t unreadable = 0;  // packs in which no chunk was found: the index does not name them
};

// For an index that is damaged or lost: verify() says so, and take() and read() refuse. Reads the list of chunks at the
// end of each pack, and where that is damaged the whole pack. The new index is on the disk before the old one goes. It
// does not check the chunks: run verify() afterwards. Nothing else may run in the repository.
// Errors: backup_locked, backup_lock_lost, backup_io, backup_target_full, backup_cancelled.
Result<RebuildReport> rebuild_index(const Repository& repository, const RebuildOptions& options = {});

}  // namespace tenstone::backup
