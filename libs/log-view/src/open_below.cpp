#include "open_below.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tenstone::log_view {

bool is_plain_path(std::string_view path) {
  if (std::ranges::any_of(path, [](unsigned char c) { return c < 0x20 || c == 0x7F; })) return false;
  for (;;) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (part.empty() || part == "." || part == "..") return false;
    if (part.size() == path.size()) return true;
    path.remove_prefix(part.size() + 1);
  }
}

Fd walk_below(int folder, std::string_view path, int flags) {
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

Fd open_below(int folder, const std::string& path, int flags) {
  if (path != "." && !is_plain_path(path)) {
    errno = EINVAL;
    return Fd();
  }
  // [snippet:beneath]
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_NOFOLLOW | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS;
  Fd file(static_cast<int>(syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how)));
  // [/snippet:beneath]
  if (!file && (errno == ENOSYS || errno == EPERM)) return walk_below(folder, path, flags);
  return file;
}

}  // namespace tenstone::log_view
