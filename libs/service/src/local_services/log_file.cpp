#include "local_services/log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tenstone::service::local_services {
namespace {
constexpr off_t kMaxBytes = 1 << 20;
}

Fd open_log(const Folder& folder) { return open_own_file(folder, "services.log", O_WRONLY | O_APPEND); }

void rotate_log(const Folder& folder) {
  struct stat info{};
  if (fstatat(folder.dir.get(), "services.log", &info, AT_SYMLINK_NOFOLLOW) != 0 || info.st_size <= kMaxBytes) return;
  const std::string last = tail(folder.dir.get(), "services.log", kMaxBytes);
  const Fd old = open_own_file(folder, "services.log.1", O_WRONLY | O_TRUNC);
  const bool kept = write(old.get(), last.data(), last.size()) == static_cast<ssize_t>(last.size());
  const Fd log = open_log(folder);
  if (ftruncate(log.get(), 0) != 0 || !kept) dprintf(log.get(), "local services: the log could not be rotated\n");
}

}  // namespace tenstone::service::local_services
