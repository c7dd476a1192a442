#pragma once
#include <deque>
#include <mutex>
#include <string>

#include "folder.hpp"

namespace tenstone::file_cache {

// Damaged files, kept for people to look at: the kNewest newest ones, and at most `max_bytes` of them. Safe to use from
// any thread.
class Quarantine {
 public:
  static constexpr std::size_t kNewest = 64;
  Quarantine(Folder& folder, std::uint64_t max_bytes);
  // Moves a file in; the older ones that this is too much with go. False: there is no such file. BLOCKS.
  bool take(int from_folder, const char* from_name, std::string_view label, Time now);

 private:
  struct Kept {
    std::string name;
    std::uint64_t bytes;
  };
  void keep(Kept kept);
  Folder& folder_;
  const std::uint64_t max_bytes_;
  std::mutex mutex_;
  std::deque<Kept> kept_;  // oldest first
  std::uint64_t bytes_ = 0, next_ = 0;
};

}  // namespace tenstone::file_cache
