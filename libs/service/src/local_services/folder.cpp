#include "local_services/folder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {

constexpr std::string_view kChooseAnother = "Set TENSTONE_DATA to a folder that you can write";

Failure unusable(const std::filesystem::path& path, std::string_view what, int error) {
  if (error == ENOSPC || error == EDQUOT)
    return failure(kDiskFull, path, "has no space left: free some, then start again");
  if (error == EROFS) what = "is on a read-only file system";
  if (error == ELOOP || error == ENOTDIR)
    what = "must be a folder, not a file and not a symbolic link (give the link's target)";
  return failure(kFolderUnusable, path, fmt::format("{}. {}", what, kChooseAnother), error);
}

void make(const std::filesystem::path& path) {
  if (mkdir(path.c_str(), 0700) == 0) {
    struct stat around{};
    if (geteuid() == 0 && stat((path / "..").c_str(), &around) == 0 &&
        lchown(path.c_str(), around.st_uid, around.st_gid) != 0)
      throw unusable(path, "cannot be given to the owner of the folder around it", errno);
  } else if (errno == ENOENT) {
    throw unusable(path, "is in a folder that does not exist: make that first", 0);
  } else if (errno != EEXIST) {
    throw unusable(path, "cannot be made", errno);
  }
}

}  // namespace

Failure failure(const ErrorCode& code, const std::filesystem::path& folder, std::string_view what, int error) {
  return Failure(
      Error(code, fmt::format("The data folder {} {}", folder.string(), what), error ? std::strerror(error) : ""));
}

Folder open_folder(const std::filesystem::path& path) {
  make(path);
  Folder folder{path, Fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)), Fd(), 0};
  struct stat info{};
  if (lstat(path.c_str(), &info) == 0 && geteuid() != 0 && S_ISDIR(info.st_mode) && info.st_uid != geteuid())
    throw failure(kWrongOwner, path,
                  fmt::format("belongs to user id {}, but you are {}. Give it back (sudo chown -R {} {}), or set "
                              "TENSTONE_DATA to a folder of your own",
                              info.st_uid, geteuid(), geteuid(), path.string()));
  if (!folder.dir || fstat(folder.dir.get(), &info) != 0) throw unusable(path, "cannot be opened", errno);
  folder.owner = info.st_uid;
  std::error_code unknown;  // then it is not empty
  if (std::filesystem::is_empty(path, unknown)) open_own_file(folder, kMarker, O_WRONLY);
  folder.lock = open_own_file(folder, "lock", O_RDWR);
  return folder;
}

Fd open_own_file(const Folder& folder, const char* name, int flags) {
  Fd file(openat(folder.dir.get(), name, flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) throw unusable(folder.path, fmt::format("does not let you write its file `{}`", name), errno);
  struct stat info{};
  if (geteuid() == 0 && (fstat(file.get(), &info) != 0 || info.st_uid != folder.owner) &&
      fchown(file.get(), folder.owner, static_cast<gid_t>(-1)) != 0)
    throw unusable(folder.path, fmt::format("does not let root give away its file `{}`", name), errno);
  return file;
}

std::string tail(int dir, const char* name, std::size_t bytes) {
  const Fd file(openat(dir, name, O_RDONLY | O_CLOEXEC));
  if (!file) return {};
  const off_t size = lseek(file.get(), 0, SEEK_END);
  std::string text(bytes, '\0');
  const ssize_t got = pread(file.get(), text.data(), bytes, std::max(off_t(0), size - static_cast<off_t>(bytes)));
  text.resize(static_cast<std::size_t>(std::max(got, ssize_t(0))));
  return text;
}

std::uint64_t free_bytes(int dir) {
  struct statvfs info{};
  return fstatvfs(dir, &info) == 0 ? std::uint64_t(info.f_bavail) * info.f_frsize : 0;
}

}  // namespace tenstone::service::local_services
