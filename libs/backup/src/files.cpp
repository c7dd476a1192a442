#include "files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tenstone/backup/errors.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::backup {

Error io_error(std::string_view doing, const fs::path& path) {
  const int reason = errno;
  const bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
  return Error(full ? kBackupTargetFull : kBackupIo, {},
               fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(reason)));
}

Result<Fd> open_to_read(const fs::path& path) {
  Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return io_error("open", path);
  return file;
}

Result<std::string> read_at(int file, std::uint64_t offset, std::size_t size, const fs::path& path) {
  std::string bytes;
  ssize_t got = 1;
  bytes.resize_and_overwrite(size, [&](char* at, std::size_t) {
    std::size_t done = 0;
    while (done < size && got != 0) {
      got = pread(file, at + done, size - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno != EINTR) break;
      if (got > 0) done += static_cast<std::size_t>(got);
    }
    return done;
  });
  if (got < 0) return io_error("read", path);
  return bytes;
}

Result<std::string> read_file(const fs::path& path) {
  auto file = open_to_read(path);
  if (!file) return file.error();
  struct stat status{};
  if (fstat(file->get(), &status) != 0) return io_error("read", path);
  return read_at(file->get(), 0, static_cast<std::size_t>(status.st_size), path);
}

Result<void> write_synced(const fs::path& path, std::string_view bytes) {
  const Fd file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return io_error("make", path);
  while (!bytes.empty()) {
    const ssize_t written = write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return io_error("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (fsync(file.get()) != 0) return io_error("sync", path);
  return {};
}

Result<void> sync_folder(const fs::path& folder) {
  const Fd file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems cannot sync a folder, and say so by EINVAL.
  if (!file || (fsync(file.get()) != 0 && errno != EINVAL)) return io_error("sync", folder);
  return {};
}

Result<void> move_file(const fs::path& from, const fs::path& to) {
  if (rename(from.c_str(), to.c_str()) != 0) return io_error("rename a file to", to);
  return {};
}

Result<void> make_folder(const fs::path& folder) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return io_error("make the folder", folder);
  return {};
}

Result<void> remove_file(const fs::path& path) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return io_error("remove", path);
  return {};
}

Result<std::vector<std::string>> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error))
    names.push_back(each->path().filename());
  if (error) {
    errno = error.value();
    return io_error("list", folder);
  }
  std::ranges::sort(names);
  return names;
}

Result<void> put_file(const fs::path& scratch, const fs::path& path, std::string_view bytes) {
  const fs::path temporary = scratch / to_hex(random_string(8));
  auto done = write_synced(temporary, bytes);
  if (done) done = move_file(temporary, path);
  if (!done) {
    unlink(temporary.c_str());
    return done;
  }
  return sync_folder(path.parent_path());
}

}  // namespace tenstone::backup
