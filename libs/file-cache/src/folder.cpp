#include "folder.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <memory>
#include <sys/file.h>
#include <unistd.h>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/file_cache/errors.hpp"

namespace tenstone::file_cache {
namespace {

constexpr std::string_view kTag =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder is a cache of Tenstone; backups may leave it out. https://bford.info/cachedir/\n";
constexpr std::string_view kFormat = "{\"format\":1,\"epoch\":";

[[noreturn]] void unusable(const std::filesystem::path& path, std::string_view what) {
  throw Failure(Error(kCacheFolderUnusable, fmt::format("The cache's folder {} cannot be used: {}: {}", path.string(),
                                                        what, std::strerror(errno))));
}

// The start of a small file; "" if there is none.
std::string start_of(int folder, const char* name) {
  const Fd file(openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  char bytes[256];
  const auto size = file ? read_at(file.get(), bytes, sizeof bytes, 0) : 0;
  return {bytes, size > 0 ? static_cast<std::size_t>(size) : 0};
}

Fd folder_in(int root, const char* name) {
  if (mkdirat(root, name, 0700) != 0 && errno != EEXIST) return Fd();
  return Fd(openat(root, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

}  // namespace

EntryPath::EntryPath(std::string_view ns, const KeyHash& hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  char* at = std::ranges::copy(ns.substr(0, kMaxNamespaceBytes), text_).out;
  *at++ = '/';
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 2) {
      *at++ = '/';
      name_ = at;
    }
    const std::uint64_t half = digit < 16 ? hash.high : hash.low;
    *at++ = kDigits[half >> (60 - digit % 16 * 4) & 15];
  }
  *at = '\0';
}

Folder::Folder(const std::filesystem::path& path, Time now) : path_(path), random_(tenstone::to_hex(random_string(8))) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  root_ = Fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root_) unusable(path_, "it cannot be opened");
  refuse_foreign();
  take_lock();
  lay_out(now);
}

void Folder::refuse_foreign() const {
  static constexpr std::string_view kOurs[] = {"CACHEDIR.TAG", "cache.json", "lock", "purges", "e",
                                               "tmp",          "quarantine"};
  for (const std::string& name : names_in(root_.get(), "."))
    if (name != "lost+found" && std::ranges::find(kOurs, name) == std::end(kOurs))
      throw Failure(
          Error(kCacheFolderForeign, fmt::format("The cache's folder {} holds \"{}\", which is not the cache's; "
                                                 "name a folder that is empty or missing",
                                                 path_.string(), name)));
  const std::string about = start_of(root_.get(), "cache.json");
  if (!about.empty() && !about.starts_with(kFormat))
    throw Failure(
        Error(kCacheFolderForeign, fmt::format("The cache's folder {} has another format than this program's; "
                                               "name another folder, or empty it",
                                               path_.string())));
}

void Folder::take_lock() {
  lock_ = Fd(openat(root_.get(), "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!lock_) unusable(path_, "its file lock cannot be made");
  if (flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) unusable(path_, "it cannot be locked");
    std::string holder = start_of(root_.get(), "lock");
    holder.resize(std::min(holder.find('\n'), holder.size()));
    throw Failure(
        Error(kCacheInUse, fmt::format("The cache's folder {} is in use by {}; each process needs a folder of "
                                       "its own",
                                       path_.string(), holder.empty() ? "another process" : holder)));
  }
  std::string name = start_of(AT_FDCWD, "/proc/self/comm");
  name.resize(std::min(name.find('\n'), name.size()));
  const std::string text = fmt::format("process {} ({})\n", getpid(), name);
  if (ftruncate(lock_.get(), 0) == 0)
    write_at(lock_.get(), text, 0);  // only for the message: a full disk is no reason to stop
}

void Folder::lay_out(Time now) {
  entries_ = folder_in(root_.get(), "e");
  temporary_ = folder_in(root_.get(), "tmp");
  quarantine_ = folder_in(root_.get(), "quarantine");
  if (!entries_ || !temporary_ || !quarantine_) unusable(path_, "its folders cannot be made");
  try_rename();
  empty_temporary();
  const std::string about = start_of(root_.get(), "cache.json");
  new_ = about.empty();
  if (new_) return describe(now);
  std::from_chars(about.data() + kFormat.size(), about.data() + about.size(), epoch_);
}

void Folder::describe(Time now) {
  if (new_) put_file("CACHEDIR.TAG", kTag);
  put_file("cache.json", fmt::format("{}{},\"created\":\"{}\"}}\n", kFormat, epoch_, to_rfc3339(now)));
  if (fsync(root_.get()) != 0 && errno != EINVAL) fail("sync", path_.c_str());
}

void Folder::put_file(const char* name, std::string_view text) {
  const std::string temporary = temporary_name();
  const Fd file(
      openat(temporary_.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file || !write_at(file.get(), text, 0) || fsync(file.get()) != 0 ||
      renameat(temporary_.get(), temporary.c_str(), root_.get(), name) != 0)
    fail("write", name);
}

void Folder::next_epoch(Time now) {
  ++epoch_;
  describe(now);
}

// tmp/ and e/ must be on one file system, or no entry could be published.
void Folder::try_rename() const {
  for (const Fd* other : {&entries_, &quarantine_}) {
    const Fd file(openat(temporary_.get(), "probe", O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return;  // a full disk, which is no reason to stop
    const bool moved = renameat(temporary_.get(), "probe", other->get(), ".probe") == 0;
    const int reason = errno;
    unlinkat(moved ? other->get() : temporary_.get(), moved ? ".probe" : "probe", 0);
    errno = reason;
    if (!moved && !out_of_space(reason))
      unusable(path_,
               reason == EXDEV ? "tmp, e and quarantine must be on one file system" : "files cannot be renamed in it");
  }
}

void Folder::empty_temporary() const {
  for (const std::string& name : names_in(temporary_.get(), ".")) unlinkat(temporary_.get(), name.c_str(), 0);
}

std::string Folder::temporary_name() { return fmt::format("{}{:016x}", random_, next_++); }

Fd Folder::shard(const EntryPath& entry, bool make) const {
  const std::string path = entry.shard();
  Fd shard = open_below(entries(), path.c_str(), O_PATH | O_DIRECTORY);
  if (shard || !make || errno != ENOENT) return shard;
  const std::string ns = path.substr(0, path.find('/'));
  if (mkdirat(entries(), ns.c_str(), 0700) != 0 && errno != EEXIST) return Fd();
  const Fd above = open_below(entries(), ns.c_str(), O_PATH | O_DIRECTORY);
  if (!above || (mkdirat(above.get(), &path[ns.size() + 1], 0700) != 0 && errno != EEXIST)) return Fd();
  return open_below(entries(), path.c_str(), O_PATH | O_DIRECTORY);
}

std::vector<std::string> Folder::namespaces() const {
  std::vector<std::string> names = names_in(entries(), ".");
  std::erase_if(names, [](const std::string& name) { return !check_namespace(name); });
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> names_in(int folder, const char* path) {
  Fd file(openat(folder, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!file && errno == ENOENT) return {};
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(file ? fdopendir(file.get()) : nullptr, closedir);
  if (!listing) fail("list", path);
  file.release();
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = readdir(listing.get()))
    if (const std::string_view name(entry->d_name); name != "." && name != "..") names.emplace_back(name);
  if (errno != 0) fail("list", path);
  return names;
}

bool is_shard_name(std::string_view name) {
  return name.size() == 2 && parse_key_hash(std::string(name) + std::string(30, '0')).has_value();
}

}  // namespace tenstone::file_cache
