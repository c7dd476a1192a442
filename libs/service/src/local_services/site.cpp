#include "local_services/site.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {

constexpr std::uint64_t kAlmostNothing = 1 << 20, kLittle = 150 << 20;

bool give(const std::string& dir, const Identity& identity) {
  return geteuid() != 0 || lchown(dir.c_str(), identity.uid, identity.gid) == 0;
}

bool is_ours(const std::string& dir, const Identity& identity) {
  struct stat info{};
  return lstat(dir.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == identity.uid &&
         (info.st_mode & 077) == 0;
}

}  // namespace

std::string make_run_dir(const Folder& folder, const Identity& identity) {
  struct stat lock{};  // of the lock file: a folder deleted and made again under living servers gets another name
  if (fstat(folder.lock.get(), &lock) != 0) throw failure(kFolderUnusable, folder.path, "lost its lock file", errno);
  const bool system = geteuid() == 0 && access("/run", W_OK) == 0;
  std::string dir = fmt::format("{}/tenstone-{}-{}", system ? "/run" : "/tmp", lock.st_dev, lock.st_ino);
  const bool made = mkdir(dir.c_str(), 0700) == 0 && give(dir, identity);
  if (!made && !is_ours(dir, identity)) {  // somebody squats on the name
    dir += "-XXXXXX";
    if (mkdtemp(dir.data()) == nullptr || !give(dir, identity))
      throw failure(kFolderUnusable, folder.path, fmt::format("gets no folder {} for its sockets", dir), errno);
  }
  unlinkat(folder.dir.get(), "run.new", 0);
  if (symlinkat(dir.c_str(), folder.dir.get(), "run.new") != 0 ||
      renameat(folder.dir.get(), "run.new", folder.dir.get(), "run") != 0)
    throw failure(errno == ENOSPC ? kDiskFull : kFolderUnusable, folder.path, "does not take its link `run`", errno);
  return dir;
}

void remove_run_dir(const Site& site) {
  for (const char* name : {"/redis.sock", "/.s.PGSQL.5432", "/.s.PGSQL.5432.lock"})
    unlink((site.run_dir + name).c_str());
  if (rmdir(site.run_dir.c_str()) == 0) unlinkat(site.folder.dir.get(), "run", 0);
}

Fd open_server_dir(const Site& site, const char* name) {
  const int data = site.folder.dir.get();
  if (mkdirat(data, name, 0700) == 0 && geteuid() == 0 &&
      fchownat(data, name, site.identity.uid, site.identity.gid, AT_SYMLINK_NOFOLLOW) != 0)
    throw failure(kFolderUnusable, site.folder.path, fmt::format("cannot give `{}` to {}", name, site.identity.name),
                  errno);
  Fd dir(openat(data, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  struct stat info{};
  if (!dir || fstat(dir.get(), &info) != 0)
    throw failure(errno == ENOENT && free_bytes(data) < kAlmostNothing ? kDiskFull : kFolderUnusable, site.folder.path,
                  fmt::format("cannot hold or open `{}`", name), errno);
  if (info.st_uid != site.identity.uid)
    throw failure(
        kWrongOwner, site.folder.path,
        fmt::format("has a folder `{0}` of user id {1}, but the servers run as {2}. Give it back: sudo chown -R "
                    "{2} {3}/{0}",
                    name, info.st_uid, site.identity.name, site.folder.path.string()));
  return dir;
}

Failure server_failure(const Site& site, std::string_view what) {
  const std::string log = tail(site.folder.dir.get(), "services.log");
  const std::uint64_t left = free_bytes(site.folder.dir.get());
  if (left < kAlmostNothing || (left < kLittle && log.contains("No space left on device")))
    return failure(kDiskFull, site.folder.path,
                   fmt::format("has no space left, so {} failed: free some, then start again", what));
  return failure(kServerFailed, site.folder.path,
                 fmt::format("has a problem: {} failed. The end of its services.log:\n{}", what, log));
}

}  // namespace tenstone::service::local_services
