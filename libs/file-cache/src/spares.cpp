#include "spares.hpp"

#include <csignal>
#include <fcntl.h>
#include <linux/falloc.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tenstone::file_cache {
namespace {

// A lease for writing (fcntl(2)), which is granted on a file that nobody else has open. While it is held, whoever opens
// the file is refused (O_NONBLOCK: EWOULDBLOCK), and the kernel sends a signal to this process: SIGURG, which is
// ignored unless somebody wants it, not SIGIO, which would end the process.
class Lease {
 public:
  explicit Lease(int file)
      : file_(file), held_(fcntl(file, F_SETSIG, SIGURG) == 0 && fcntl(file, F_SETLEASE, F_WRLCK) == 0) {}
  ~Lease() {
    if (held_) fcntl(file_, F_SETLEASE, F_UNLCK);
  }
  Lease(const Lease&) = delete;
  bool held() const { return held_; }

 private:
  const int file_;
  const bool held_;
};

// Of a block that is punched in part, the kernel keeps the rest.
off_t whole_blocks(off_t size) {
  constexpr off_t kLargestBlock = 64 * 1024;
  return (size + kLargestBlock - 1) / kLargestBlock * kLargestBlock;
}

// Not open: it is no file to be written again.
Spares::Spare emptied(int temporary, std::string name) {
  Spares::Spare spare;
  spare.file = Fd(openat(temporary, name.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status{};
  const int file = spare.file.get();
  if (!spare.file || fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1 ||
      status.st_size == 0)
    return Spares::Spare();
  const Lease lease(file);  // until the old bytes are gone: so no reader has seen them
  if (!lease.held() ||
      fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, whole_blocks(status.st_size)) != 0)
    return Spares::Spare();
  spare.name = std::move(name);
  spare.size = static_cast<std::uint64_t>(status.st_size);
  return spare;
}

}  // namespace

void Spares::give(int temporary, std::string name) {
  {
    const std::lock_guard guard(mutex_);
    if (kept_.size() + coming_ >= kKept) {
      unlinkat(temporary, name.c_str(), 0);
      return;
    }
    ++coming_;
  }
  Spare spare = emptied(temporary, name);
  if (!spare.file && unlinkat(temporary, name.c_str(), 0) != 0) unlinkat(temporary, name.c_str(), AT_REMOVEDIR);
  const std::lock_guard guard(mutex_);
  --coming_;
  if (spare.file) kept_.push_back(std::move(spare));
}

Spares::Spare Spares::take() {
  const std::lock_guard guard(mutex_);
  if (kept_.empty()) return Spare();
  Spare spare = std::move(kept_.back());
  kept_.pop_back();
  return spare;
}

}  // namespace tenstone::file_cache
