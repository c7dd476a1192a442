// The log files that may be read: those below configured folders whose names match the folder's patterns.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/fd.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/recurrence/zone.hpp"

namespace tenstone::log_view {

inline constexpr std::size_t kMostFiles = 10'000;  // that are listed
inline constexpr int kDeepestFolder = 8;           // below a root, that is listed

struct Root {
  std::string name;    // a-z, 0-9, '-' and '_': the part of a file's name before the colon
  std::string folder;  // may be a symbolic link
  // fnmatch(3) patterns of paths below the folder, where '*' and '?' match no '/': "*.log", "nginx/*". A rotated file
  // matches where the file that it was does: see `stem`.
  std::vector<std::string> patterns = {"*.log"};
  std::optional<recurrence::Zone> zone = {};  // of logs whose times name none; none: UTC is assumed
};

struct LogFile {
  std::string name;  // "app:nginx/access.log.1"
  std::uint64_t device, inode;
  std::uint64_t size;  // bytes
  Time modified_at;

  bool operator==(const LogFile&) const = default;
};

struct OpenLog {
  Fd file;
  LogFile about;  // as it was when it was opened
};

// The name without what a rotation adds: ".1" to ".9999", or "-" and a date of 8 to 14 digits (logrotate's dateext).
// The same name when it has no such end.
std::string_view stem(std::string_view name);

// All calls block. Safe on every thread at once.
class Sources {
 public:
  // Opens the folders, once: a folder that is replaced later is not seen. Error: log_root_unusable.
  static Result<Sources> open(std::vector<Root> roots);

  // The only way to a file. No part of the path below the root may be a symbolic link, "." or "..", and the file must
  // be a regular one that a pattern matches. Error: log_not_found, whatever the reason. Throws Failure log_io when the
  // process has no room for another file.
  Result<OpenLog> open(std::string_view name) const;

  // All files, by name: at most kMostFiles.
  std::vector<LogFile> list() const;

  // The file and those into which its lines went by rotation, oldest first, the one without an end last: dates, then
  // numbers downward. `name` may be that of any of them. Empty: none exists. Files that are renamed in this moment may
  // be there twice or not at all; stable_chain() takes care.
  std::vector<LogFile> chain(std::string_view name) const;

  // The zone of the folder that a name of a log begins with. Does not block.
  std::optional<recurrence::Zone> zone_of(std::string_view name) const;

  // The folder of a file, for a watch. Error: log_not_found.
  Result<Fd> folder_of(std::string_view name) const;

 private:
  struct OpenRoot {
    Root root;
    Fd folder;
  };
  struct Place {  // of a file whose name is well formed and matches
    const OpenRoot* root;
    std::string folder, file;  // "nginx", "access.log"; "" and "app.log"
  };
  explicit Sources(std::vector<OpenRoot> roots) : roots_(std::move(roots)) {}
  const OpenRoot* root_of(std::string_view name) const;  // nullptr: there is none
  Result<Place> place(std::string_view name) const;
  void list_folder(const OpenRoot& root, int folder, const std::string& path, int depth,
                   std::vector<LogFile>& out) const;

  std::vector<OpenRoot> roots_;
};

}  // namespace tenstone::log_view
