#include "up_lock.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace tenstone::cli {
namespace {

Fd open_lock(const std::filesystem::path& data, int flags) {
  return Fd(open((data / "up.lock").c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600));
}

}  // namespace

std::optional<Fd> lock_up(const std::filesystem::path& data, unsigned short port) {
  Fd lock = open_lock(data, O_RDWR | O_CREAT);
  if (!lock) throw std::system_error(errno, std::generic_category(), (data / "up.lock").string());
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  const std::string note = fmt::format("{} {}\n", getpid(), port);
  if (ftruncate(lock.get(), 0) != 0 || pwrite(lock.get(), note.data(), note.size(), 0) < 0)
    throw std::system_error(errno, std::generic_category(), (data / "up.lock").string());
  return lock;
}

std::optional<Running> who_is_up(const std::filesystem::path& data) {
  const Fd lock = open_lock(data, O_RDONLY);
  if (!lock || flock(lock.get(), LOCK_SH | LOCK_NB) == 0) return std::nullopt;  // closing drops it again
  char note[32] = {};
  Running running;
  int pid = 0;
  if (pread(lock.get(), note, sizeof note - 1, 0) <= 0 || std::sscanf(note, "%d %hu", &pid, &running.port) != 2)
    return std::nullopt;
  running.pid = pid;
  return running;
}

}  // namespace tenstone::cli
