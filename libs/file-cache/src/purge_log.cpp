#include "purge_log.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "tenstone/file_cache/errors.hpp"

namespace tenstone::file_cache {
namespace {

constexpr const char* kName = "purges";
constexpr std::uint64_t kShrinkFrom = 256 * 1024;

std::string all_of(int file) {
  struct stat status{};
  if (fstat(file, &status) != 0) fail("read", kName);
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  if (read_at(file, bytes.data(), bytes.size(), 0) != status.st_size) fail("read", kName);
  return bytes;
}

}  // namespace

PurgeLog::PurgeLog(Folder& folder, logging::Logger log, Time now) : folder_(folder), log_(std::move(log)) {
  open_log(now);
  generation_ = purges_.generation();
}

void PurgeLog::open_log(Time now) {
  file_ = Fd(openat(folder_.root(), kName, O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (!file_ && errno != ENOENT) fail("open", kName);
  const std::string bytes = file_ ? all_of(file_.get()) : "";
  const Purges::Read read = purges_.read(bytes);
  // A log begins with a snapshot, so an empty one has lost what it said.
  if (read.log == Purges::Log::Damaged || (read.good_bytes == 0 && !folder_.is_new())) {
    folder_.next_epoch(now);
    purges_.apply_to_everything(folder_.epoch() << 32);
    log_.error("cache.purges_lost", {{"folder", folder_.path().string()}});
  }
  if (read.log == Purges::Log::Whole && read.good_bytes > 0 && bytes.size() < kShrinkFrom) {
    size_ = bytes.size();
    shrink_at_ = kShrinkFrom;
  } else if (!rewrite()) {
    fail("write", kName);
  }
}

bool PurgeLog::rewrite() {
  const std::string name = folder_.temporary_name(), bytes = purges_.snapshot();
  Fd file(openat(folder_.temporary(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  const bool written = file && write_at(file.get(), bytes, 0) && fsync(file.get()) == 0 &&
                       renameat(folder_.temporary(), name.c_str(), folder_.root(), kName) == 0;
  const int reason = errno;
  if (!written) {
    if (file) unlinkat(folder_.temporary(), name.c_str(), 0);
    errno = reason;
    return false;
  }
  // From here on the new file is the log, whether or not its name is on the disk yet.
  fsync(folder_.root());
  file_ = std::move(file);
  size_ = bytes.size();
  shrink_at_ = std::max(kShrinkFrom, 2 * size_);
  return true;
}

Result<void> PurgeLog::purge(std::string_view ns, const Purge& purge) {
  const std::lock_guard writing(writing_);
  const std::string record = Purges::encode(ns, purge);
  if (!write_at(file_.get(), record, size_) || fdatasync(file_.get()) != 0) {
    const int reason = errno;
    // What stands there of it must not be found by the next start.
    if (ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) fail("shorten", kName);
    errno = reason;
    if (out_of_space(reason)) return Error(kInsufficientStorage, "There is no space to note the purge");
    fail("write", kName);
  }
  size_ += record.size();
  {
    const std::unique_lock lock(mutex_);
    purges_.apply(ns, purge);
    generation_.store(purges_.generation(), std::memory_order_release);
  }
  if (size_ >= shrink_at_ && !rewrite()) {
    log_.warn("cache.purges_not_shrunk", {{"why", std::string_view(std::strerror(errno))}});
    shrink_at_ = 2 * size_;
  }
  return {};
}

bool PurgeLog::kills(std::string_view ns, const Head& head) const {
  if (head.generation >= generation()) return false;
  const std::shared_lock lock(mutex_);
  return purges_.kills(ns, head);
}

std::uint64_t PurgeLog::newest(std::string_view ns) const {
  const std::shared_lock lock(mutex_);
  return purges_.newest(ns);
}

std::size_t PurgeLog::marks() const {
  const std::shared_lock lock(mutex_);
  return purges_.marks();
}

}  // namespace tenstone::file_cache
