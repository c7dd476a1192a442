// What lists say of versions, kept in memory: a manifest names every chunk of its database, and a list must not open
// all of them each time.
#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "tenstone/backup/manifest.hpp"
#include "tenstone/backup/version.hpp"

namespace tenstone::backup {

// Of a manifest.
struct Summary {
  Time taken_at = {};
  std::int64_t duration_ms = 0;
  std::string server_version = {};
  std::uint64_t tables = 0, rows = 0;
  std::uint64_t total_bytes = 0, new_bytes = 0;
};
Summary summary_of(const Manifest& manifest);

// A manifest never changes: when its file did, it is damaged, and its stamp is another one.
struct FileStamp {
  std::filesystem::file_time_type written = {};
  std::uintmax_t size = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};
std::optional<FileStamp> stamp_of(const std::filesystem::path& file);  // nothing when it cannot be looked at

// Safe on every thread at once.
class Summaries {
 public:
  std::optional<Summary> find(const Version& version, const FileStamp& stamp) const;
  void keep(const Version& version, const FileStamp& stamp, const Summary& summary);
  void forget(const Version& version);

 private:
  struct Kept {
    FileStamp stamp;
    Summary summary;
  };
  mutable std::mutex mutex_;
  std::map<Version, Kept> kept_;
};

}  // namespace tenstone::backup
