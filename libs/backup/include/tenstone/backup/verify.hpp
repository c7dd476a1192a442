// Is all there, and is it what was stored? Blocks on the disk.
#pragma once
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "tenstone/backup/progress.hpp"
#include "tenstone/backup/repository.hpp"

namespace tenstone::backup {

// Which packs are read. Each pack belongs to one part for ever, so runs over all parts read every pack.
struct VerifyShare {
  std::uint64_t part = 0;  // from 0
  std::uint64_t of = 1;    // 1: all packs
};

struct VerifyOptions {
  VerifyShare share = {};
  unsigned workers = 2;         // threads that read packs; each holds one pack of 16 MiB
  OnProgress on_progress = {};  // phases "read" and "check"
  std::stop_token stop = {};    // a request to stop cancels the run
};

struct Damage {
  std::string what;                    // "the pack 1f… : 2 chunks are damaged"
  std::vector<Version> versions = {};  // that cannot be restored any more; empty: none needs it
};

struct VerifyReport {
  std::uint64_t versions = 0, packs = 0, chunks = 0;  // that were looked at
  std::uint64_t bytes = 0;                            // of packs that were read
  std::uint64_t unused_packs = 0;                     // in no index: left behind by what was killed, until prune()
  std::vector<Damage> damages = {};
  std::vector<Version> versions_hit = {};  // of all damages
};

// Reads the packs of the share, every byte, and checks each chunk against its id. Checks, whatever the share: the
// indexes, manifests and notes; that each chunk of each version is in an index; that its pack is there. Damage is no
// error. Like Repository::read(), it goes on without a lock file. Errors: backup_locked, backup_lock_lost, backup_io,
// backup_cancelled.
Result<VerifyReport> verify(const Repository& repository, const VerifyOptions& options = {});

}  // namespace tenstone::backup
