#include "system.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tenstone/file_cache/errors.hpp"

namespace tenstone::file_cache {
namespace {

// Part by part, for kernels before 5.6 and for sandboxes that know no openat2(2).
Fd walk(int folder, std::string_view path, int flags) {
  Fd at;
  for (;;) {
    const auto slash = path.find('/');
    const std::string part(path.substr(0, slash));
    const bool last = slash == path.npos;
    Fd next(
        openat(at ? at.get() : folder, part.c_str(), (last ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC));
    if (!next || last) return next;
    at = std::move(next);
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

Fd open_below(int folder, const char* path, int flags, Wait wait) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_NOFOLLOW | O_CLOEXEC);
  how.resolve = RESOLVE_NO_SYMLINKS | (wait == Wait::No ? RESOLVE_CACHED : 0);
  const auto file = syscall(SYS_openat2, folder, path, &how, sizeof how);
  if (file >= 0) return Fd(static_cast<int>(file));
  // RESOLVE_CACHED came with 5.12, before it EINVAL.
  const bool unknown = errno == ENOSYS || errno == EPERM || (errno == EINVAL && wait == Wait::No);
  if (unknown && wait == Wait::No) errno = EAGAIN;
  if (!unknown || wait == Wait::No) return Fd();
  return walk(folder, path, flags);
}

std::int64_t read_at(int file, char* to, std::size_t size, std::uint64_t offset, Wait wait) {
  std::size_t done = 0;
  while (done < size) {
    iovec part{to + done, size - done};
    const auto at = static_cast<off_t>(offset + done);
    const ssize_t got =
        wait == Wait::No ? preadv2(file, &part, 1, at, RWF_NOWAIT) : pread(file, to + done, size - done, at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && wait == Wait::No) {
      errno = EAGAIN;  // also for file systems that do not know RWF_NOWAIT
      return done > 0 ? static_cast<std::int64_t>(done) : -1;
    }
    if (got < 0) return -1;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
    // One call more would only say what a short read of a file says already: that was its end.
    if (done < size && wait == Wait::Yes && got % 4096 != 0) break;
    if (wait == Wait::No) break;
  }
  return static_cast<std::int64_t>(done);
}

bool write_at(int file, std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return true;
}

bool write_two(int file, std::string_view first, std::string_view second) {
  iovec parts[] = {{const_cast<char*>(first.data()), first.size()}, {const_cast<char*>(second.data()), second.size()}};
  ssize_t written = 0;
  do written = writev(file, parts, 2);
  while (written < 0 && errno == EINTR);
  if (written < 0) return false;
  const auto done = static_cast<std::size_t>(written);
  if (done == first.size() + second.size()) return true;
  if (done < first.size() && !write_at(file, first.substr(done), done)) return false;
  const std::size_t of_second = done > first.size() ? done - first.size() : 0;
  return write_at(file, second.substr(of_second), first.size() + of_second);
}

FileStamp stamp_of(const struct stat& status) {
  // Wraps around for 2400, the expiry of what never expires: stamps are only compared.
  const auto nanoseconds = [](const timespec& time) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
                                     static_cast<std::uint64_t>(time.tv_nsec));
  };
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .size = static_cast<std::uint64_t>(status.st_size),
          .modified_ns = nanoseconds(status.st_mtim),
          .changed_ns = nanoseconds(status.st_ctim)};
}

bool out_of_space(int error) { return error == ENOSPC || error == EDQUOT; }

void fail(std::string_view doing, std::string_view path) {
  throw Failure(Error(kCacheIo, {}, fmt::format("cannot {} {}: {}", doing, path, std::strerror(errno))));
}

}  // namespace tenstone::file_cache
