#include "tenstone/log_view/sources.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <fnmatch.h>
#include <memory>
#include <set>
#include <sys/stat.h>

#include "open_below.hpp"
#include "read_at.hpp"
#include "tenstone/log_view/errors.hpp"

namespace tenstone::log_view {
namespace {

// O_NONBLOCK: a named pipe must not hold the thread.
constexpr int kReadFile = O_RDONLY | O_NONBLOCK | O_NOCTTY;

LogFile about(std::string name, const struct stat& status) {
  const auto modified = std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  return {.name = std::move(name),
          .device = status.st_dev,
          .inode = status.st_ino,
          .size = static_cast<std::uint64_t>(status.st_size),
          .modified_at = Time(std::chrono::duration_cast<std::chrono::microseconds>(modified))};
}

bool is_root_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == name.npos;
}

bool matches(const Root& root, std::string_view path) {
  const std::string whole(path), unrotated(stem(path));
  return std::ranges::any_of(root.patterns, [&](const std::string& pattern) {
    return fnmatch(pattern.c_str(), whole.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0 ||
           fnmatch(pattern.c_str(), unrotated.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
  });
}

// Without hidden ones and those that is_plain_path() refuses. Empty when the folder has gone.
std::vector<std::string> names_in(int folder) {
  Fd file = open_below(folder, ".", O_RDONLY | O_DIRECTORY);
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(file ? fdopendir(file.get()) : nullptr, closedir);
  if (!listing) fail("list", "a folder of logs");
  file.release();
  std::vector<std::string> names;
  while (const dirent* entry = readdir(listing.get()))
    if (entry->d_name[0] != '.' && is_plain_path(entry->d_name)) names.emplace_back(entry->d_name);
  return names;
}

std::string_view rotation_of(std::string_view name) { return name.substr(stem(name).size()); }

// Oldest first: dates in their order, then numbers downward, then the file itself.
struct ByAge {
  static auto key(std::string_view name) {
    const std::string_view end = rotation_of(name);
    int number = 0;
    if (end.starts_with('.')) std::from_chars(end.data() + 1, end.data() + end.size(), number);
    return std::tuple(end.starts_with('-') ? 0 : 1, -number, std::string(end.starts_with('-') ? end : ""));
  }
  bool operator()(const LogFile& a, const LogFile& b) const { return key(a.name) < key(b.name); }
};

}  // namespace

std::string_view stem(std::string_view name) {
  const std::size_t digits = name.size() - (name.find_last_not_of("0123456789") + 1);
  if (digits == 0 || digits == name.size()) return name;
  const std::size_t mark = name.size() - digits - 1;
  const bool is_number = name[mark] == '.' && digits <= 4 && name[mark + 1] != '0';
  const bool is_date = name[mark] == '-' && digits >= 8 && digits <= 14;
  const bool has_stem = mark > 0 && name[mark - 1] != '/' && name[mark - 1] != ':';
  return (is_number || is_date) && has_stem ? name.substr(0, mark) : name;
}

Result<Sources> Sources::open(std::vector<Root> roots) {
  std::vector<OpenRoot> opened;
  std::set<std::string> names;
  for (Root& root : roots) {
    if (!is_root_name(root.name) || !names.insert(root.name).second)
      return Error(kLogRootUnusable,
                   fmt::format("The name \"{}\" of a folder of logs must be of a-z, 0-9, '-' and '_', and there only "
                               "once",
                               root.name));
    Fd folder(::open(root.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
      return Error(kLogRootUnusable, fmt::format("The folder {} of the logs \"{}\" cannot be opened: {}", root.folder,
                                                 root.name, std::strerror(errno)));
    opened.push_back({std::move(root), std::move(folder)});
  }
  return Sources(std::move(opened));
}

const Sources::OpenRoot* Sources::root_of(std::string_view name) const {
  const auto colon = name.find(':');
  if (colon == name.npos) return nullptr;
  const auto root = std::ranges::find(roots_, name.substr(0, colon),
                                      [](const OpenRoot& each) -> std::string_view { return each.root.name; });
  return root == roots_.end() ? nullptr : &*root;
}

std::optional<recurrence::Zone> Sources::zone_of(std::string_view name) const {
  const OpenRoot* const root = root_of(name);
  return root == nullptr ? std::nullopt : root->root.zone;
}

Result<Sources::Place> Sources::place(std::string_view name) const {
  const OpenRoot* const root = root_of(name);
  if (root == nullptr) return kLogNotFound;
  const std::string_view path = name.substr(root->root.name.size() + 1);
  if (!is_plain_path(path) || !matches(root->root, path)) return kLogNotFound;
  const auto slash = path.rfind('/');
  if (slash == path.npos) return Place{root, ".", std::string(path)};
  return Place{root, std::string(path.substr(0, slash)), std::string(path.substr(slash + 1))};
}

Result<OpenLog> Sources::open(std::string_view name) const {
  const auto at = place(name);
  if (!at) return at.error();
  Fd file = open_below(at->root->folder.get(), std::string(name.substr(name.find(':') + 1)), kReadFile);
  if (!file && (errno == EMFILE || errno == ENFILE || errno == ENOMEM)) fail("open", name);
  struct stat status{};
  if (!file || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return kLogNotFound;
  return OpenLog{std::move(file), about(std::string(name), status)};
}

Result<Fd> Sources::folder_of(std::string_view name) const {
  const auto at = place(name);
  if (!at) return at.error();
  Fd folder = open_below(at->root->folder.get(), at->folder, O_RDONLY | O_DIRECTORY);
  if (!folder) return kLogNotFound;
  return folder;
}

void Sources::list_folder(const OpenRoot& root, int folder, const std::string& path, int depth,
                          std::vector<LogFile>& out) const {
  std::vector<std::string> names = names_in(folder);
  std::ranges::sort(names);
  for (const std::string& name : names) {
    struct stat status{};
    if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;  // it has gone meanwhile
    const std::string inner = path.empty() ? name : path + "/" + name;
    if (S_ISREG(status.st_mode) && matches(root.root, inner) && out.size() < kMostFiles)
      out.push_back(about(root.root.name + ":" + inner, status));
    if (!S_ISDIR(status.st_mode) || depth == kDeepestFolder || out.size() == kMostFiles) continue;
    if (const Fd below = open_below(folder, name, O_RDONLY | O_DIRECTORY))
      list_folder(root, below.get(), inner, depth + 1, out);
  }
}

std::vector<LogFile> Sources::list() const {
  std::vector<LogFile> files;
  for (const OpenRoot& root : roots_) list_folder(root, root.folder.get(), "", 0, files);
  std::ranges::sort(files, {}, &LogFile::name);
  return files;
}

std::vector<LogFile> Sources::chain(std::string_view name) const {
  std::vector<LogFile> files;
  const std::string_view live = stem(name);
  const auto at = place(live);
  const auto folder = folder_of(live);
  if (!at || !folder) return files;
  const std::string_view above = live.substr(0, live.size() - at->file.size());
  for (const std::string& each : names_in(folder->get())) {
    if (stem(each) != at->file) continue;
    struct stat status{};
    if (fstatat(folder->get(), each.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode))
      files.push_back(about(std::string(above) + each, status));
  }
  std::ranges::sort(files, ByAge());
  return files;
}

}  // namespace tenstone::log_view
