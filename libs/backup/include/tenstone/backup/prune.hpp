// Frees the space of what no version needs. Blocks on the disk.
#pragma once
#include <chrono>
#include <cstdint>
#include <stop_token>

#include "tenstone/backup/progress.hpp"
#include "tenstone/backup/repository.hpp"

namespace tenstone::backup {

inline constexpr std::chrono::hours kPruneDelay{24};

struct PruneOptions {
  OnProgress on_progress = {};  // phases "check" and "rewrite"
  std::stop_token stop = {};    // a request to stop cancels the run, until it begins to delete
};

struct PruneReport {
  std::uint64_t marked = 0;     // packs that are to go, and wait for their time
  std::uint64_t deleted = 0;    // packs, those that were rewritten too
  std::uint64_t rewritten = 0;  // packs of which a part was still needed: that part is in new packs now
  std::uint64_t freed_bytes = 0;
};

// In two steps. First, beside backups and restores, packs are marked of which more than half is needed by no version.
// What has been marked for 24 hours and is still not needed is deleted; for this nothing else may run in the
// repository. So a backup that was killed, or a machine that was asleep, has a day to be noticed. Nothing is marked or
// deleted while a manifest or an index is damaged. Errors: backup_locked, backup_lock_lost, backup_damaged, backup_io,
// backup_target_full, backup_cancelled.
Result<PruneReport> prune(const Repository& repository, const PruneOptions& options = {});

}  // namespace tenstone::backup
