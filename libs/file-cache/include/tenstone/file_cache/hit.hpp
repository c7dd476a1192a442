#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/fd.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/file_cache/entry.hpp"

namespace tenstone::file_cache {

class Store;

// A body of at most this many bytes is read and verified by get() itself.
inline constexpr std::size_t kWholeBytes = 256 * 1024;

// Why there is no entry: people, logs and metrics see these.
enum class Miss : std::uint8_t {
  Absent,
  Expired,
  Invalidated,  // by a purge
  Corrupt,      // damaged, cut off or foreign; moved to quarantine
};
std::string_view to_string(Miss miss);  // "absent", …

// What tells that a file is the same, unchanged.
struct FileStamp {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t modified_ns = 0, changed_ns = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

// An open entry, whose head is verified. It stays readable when the entry is replaced, removed or evicted meanwhile.
// Must not outlive its FileCache. Used by one thread at a time.
class Hit {
 public:
  Hit(Hit&&) noexcept = default;
  Hit& operator=(Hit&&) noexcept = default;

  const Head& head() const { return head_; }  // its views are good as long as the Hit, also when it is moved
  std::string etag() const { return head_.etag(); }

  // The body, verified, if it has at most kWholeBytes.
  std::optional<std::string_view> whole() const;

  // ---- A larger body: the open file and where the body stands in it (head().body_offset).
  int file() const { return file_.get(); }  // -1 when whole() has a value
  // The whole file was verified before and has not changed since: it may be sent as it is (sendfile).
  bool verified() const { return verified_; }
  // Block `index` of the body, verified; `buffer` is resized to it. BLOCKS. Once each block of it has been read, later
  // hits are verified(). Also for what is whole().
  // Error: cache_entry_corrupt. The caller then ends its answer as a failed one; the entry is in quarantine already.
  Result<std::string_view> read_block(std::size_t index, std::string& buffer);

 private:
  friend class Store;
  Hit() = default;

  Head head_;
  std::unique_ptr<char[]> bytes_;  // the head, and the body of what is whole
  bool whole_ = false, verified_ = false;
  Fd file_;
  FileStamp stamp_;
  std::size_t next_unverified_ = 0;  // blocks in front of it were read and hold
  std::string ns_;                   // of a large one, for the quarantine
  Store* store_ = nullptr;
};

}  // namespace tenstone::file_cache
