// Files of entries that were replaced or evicted, to be written again.
//
// ext4 gives a deleted inode to nobody for minutes and passes over all of them one by one (recently_deleted() in
// fs/ext4/ialloc.c): a cache that makes a file and deletes one for each entry soon stores a tenth of what it could.
#pragma once
#include <mutex>
#include <string>
#include <vector>

#include "tenstone/core/fd.hpp"

namespace tenstone::file_cache {

// Any thread.
class Spares {
 public:
  struct Spare {
    std::string name{};  // in tmp/
    Fd file{};
    std::uint64_t size = 0;  // all of it a hole
  };

  // Keeps the file `name` of the folder tmp/ if nobody reads it, and removes it otherwise, or when there are enough.
  // Its blocks are given back, and with them what stood in it: after a loss of power no old bytes come back under a new
  // name.
  void give(int temporary, std::string name);
  // Not open: there is none.
  Spare take();

 private:
  static constexpr std::size_t kKept = 64;
  std::mutex mutex_;
  std::vector<Spare> kept_;
  std::size_t coming_ = 0;  // places that give() has taken
};

}  // namespace tenstone::file_cache
