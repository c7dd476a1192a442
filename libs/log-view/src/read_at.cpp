#include "read_at.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/core.h>
#include <unistd.h>

#include "tenstone/log_view/errors.hpp"

namespace tenstone::log_view {

std::size_t read_at(int file, char* to, std::size_t size, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = pread(file, to + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", "a log");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void fail(std::string_view doing, std::string_view name) {
  throw Failure(Error(kLogIo, {}, fmt::format("cannot {} {}: {}", doing, name, std::strerror(errno))));
}

}  // namespace tenstone::log_view
