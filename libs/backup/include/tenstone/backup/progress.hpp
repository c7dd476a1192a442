#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

namespace tenstone::backup {

// How far a run is. `done` of `total` are units of equal work, for the time that is left: 8 KiB pages of the source
// while a version is taken or compared, bytes while one is loaded or packs are read, packs while they are rewritten,
// versions while their lists of chunks are read.
struct Progress {
  std::string_view phase;                         // "copy", "load", "finish", "compare", "read", "check", "rewrite"
  std::uint64_t tables = 0, rows = 0, bytes = 0;  // finished tables, rows and bytes so far
  std::uint64_t done = 0, total = 0;
};

// Called by the run's threads, one call at a time. It must not block.
using OnProgress = std::function<void(const Progress&)>;

}  // namespace tenstone::backup
