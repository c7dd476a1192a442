#include "quarantine.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

namespace tenstone::file_cache {

// Names sort by age: the time in microseconds, then a number.
Quarantine::Quarantine(Folder& folder, std::uint64_t max_bytes) : folder_(folder), max_bytes_(max_bytes) {
  std::vector<std::string> names = names_in(folder_.quarantine(), ".");
  std::ranges::sort(names);
  for (std::string& name : names) {
    struct stat status{};
    if (fstatat(folder_.quarantine(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || S_ISDIR(status.st_mode))
      continue;
    keep({std::move(name), static_cast<std::uint64_t>(status.st_size)});
  }
}

bool Quarantine::take(int from_folder, const char* from_name, std::string_view label, Time now) {
  const std::lock_guard guard(mutex_);
  struct stat status{};
  if (fstatat(from_folder, from_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
  Kept kept{fmt::format("{:020}-{:04}-{}", std::max<std::int64_t>(0, now.time_since_epoch().count()), next_++ % 10'000,
                        label),
            static_cast<std::uint64_t>(status.st_size)};
  if (renameat(from_folder, from_name, folder_.quarantine(), kept.name.c_str()) != 0)
    return unlinkat(from_folder, from_name, S_ISDIR(status.st_mode) ? AT_REMOVEDIR : 0) == 0;
  keep(std::move(kept));
  return true;
}

void Quarantine::keep(Kept kept) {
  bytes_ += kept.bytes;
  kept_.push_back(std::move(kept));
  while (kept_.size() > kNewest || (bytes_ > max_bytes_ && !kept_.empty())) {
    unlinkat(folder_.quarantine(), kept_.front().name.c_str(), 0);
    bytes_ -= kept_.front().bytes;
    kept_.pop_front();
  }
}

}  // namespace tenstone::file_cache
