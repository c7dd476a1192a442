#include "summaries.hpp"

namespace tenstone::backup {

Summary summary_of(const Manifest& manifest) {
  Summary summary{.taken_at = manifest.taken_at,
                  .duration_ms = manifest.duration_ms,
                  .server_version = manifest.server_version,
                  .tables = manifest.tables.size(),
                  .total_bytes = manifest.total_bytes,
                  .new_bytes = manifest.new_bytes};
  for (const TableEntry& table : manifest.tables) summary.rows += table.rows;
  return summary;
}

std::optional<FileStamp> stamp_of(const std::filesystem::path& file) {
  std::error_code no_time, no_size;
  const FileStamp stamp{.written = std::filesystem::last_write_time(file, no_time),
                        .size = std::filesystem::file_size(file, no_size)};
  return no_time || no_size ? std::nullopt : std::optional(stamp);
}

std::optional<Summary> Summaries::find(const Version& version, const FileStamp& stamp) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(version);
  return found != kept_.end() && found->second.stamp == stamp ? std::optional(found->second.summary) : std::nullopt;
}

void Summaries::keep(const Version& version, const FileStamp& stamp, const Summary& summary) {
  const std::lock_guard lock(mutex_);
  kept_.insert_or_assign(version, Kept{.stamp = stamp, .summary = summary});
}

void Summaries::forget(const Version& version) {
  const std::lock_guard lock(mutex_);
  kept_.erase(version);
}

}  // namespace tenstone::backup
