#include "tenstone/core/whole_file.hpp"

#include <array>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <span>
#include <sys/stat.h>
#include <unistd.h>

#include "tenstone/core/fd.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone {
namespace {

std::uint64_t random_number() {
  std::array<std::byte, sizeof(std::uint64_t)> bytes{};
  random_bytes(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

// True: all of it. False: errno says why not.
bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Some file systems cannot sync a folder, and say so by EINVAL.
bool sync_folder(int folder) { return fsync(folder) == 0 || errno == EINVAL; }

// Removed unless it was renamed.
class NewFile {
 public:
  NewFile(int folder, const std::string& name, mode_t mode) : folder_(folder) {
    do {
      name_ = fmt::format("{}.{}", name, random_number());
      file_ = Fd(openat(folder, name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    } while (!file_ && errno == EEXIST);
    there_ = static_cast<bool>(file_);
  }
  NewFile(const NewFile&) = delete;
  ~NewFile() {
    const int reason = errno;  // which the caller still reports
    if (there_) unlinkat(folder_, name_.c_str(), 0);
    errno = reason;
  }
  bool write(std::string_view bytes) const { return file_ && write_all(file_.get(), bytes) && fsync(file_.get()) == 0; }
  bool rename(const std::string& name) {
    if (renameat(folder_, name_.c_str(), folder_, name.c_str()) != 0) return false;
    there_ = false;
    return true;
  }

 private:
  const int folder_;
  std::string name_;
  Fd file_;
  bool there_ = false;
};

bool replace(int folder, const std::string& name, std::string_view bytes, mode_t mode) {
  NewFile file(folder, name, mode);
  return file.write(bytes) && file.rename(name);
}

}  // namespace

Result<void> write_whole_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : ".";
  const Fd folder(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder && replace(folder.get(), path.filename(), bytes, mode) && sync_folder(folder.get())) return {};
  return Error(kFileUnwritable, {}, fmt::format("{} cannot be written: {}", path.string(), std::strerror(errno)));
}

}  // namespace tenstone
