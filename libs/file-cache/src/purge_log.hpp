#pragma once
#include <atomic>
#include <mutex>
#include <shared_mutex>

#include "folder.hpp"
#include "tenstone/file_cache/purges.hpp"
#include "tenstone/logging/logger.hpp"

namespace tenstone::file_cache {

// The purges of a cache, with their log in the file `purges`. Safe to use from any thread.
class PurgeLog {
 public:
  // Reads the log. One that is damaged or missing may have lost purges, so everything is invalidated then. Throws
  // Failure cache_io.
  PurgeLog(Folder& folder, logging::Logger log, Time now);

  // Durable, then in force. BLOCKS (fdatasync). Error: insufficient_storage, then nothing happened.
  Result<void> purge(std::string_view ns, const Purge& purge);

  // ---- Without waiting for the disk.
  std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }
  bool kills(std::string_view ns, const Head& head) const;  // one atomic load for what is newer than each purge
  std::uint64_t newest(std::string_view ns) const;
  std::size_t marks() const;

 private:
  void open_log(Time now);
  bool rewrite();  // the log as a snapshot, which is shorter. False: errno says why.

  Folder& folder_;
  logging::Logger log_;
  std::mutex writing_;  // one purge at a time; guards file_, size_ and shrink_at_
  Fd file_;
  std::uint64_t size_ = 0, shrink_at_ = 0;
  mutable std::shared_mutex mutex_;  // guards purges_
  Purges purges_;
  std::atomic<std::uint64_t> generation_ = 0;
};

}  // namespace tenstone::file_cache
