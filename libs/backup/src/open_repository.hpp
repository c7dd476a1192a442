// The layout of a repository's folder, and its small files.
//
//   config            {"format":1,"id":…,"signature":…}
//   locks/NAME        lock.hpp
//   tmp/NAME/         files of the holder of that lock that are not in their place yet
//   packs/ID          pack.hpp
//   index/ID          lists of packs with their chunks; together they name all packs
//   versions/DB/N     the manifest; nothing else makes a version exist
//   versions/DB/N.notes  pins, and when it was drilled
//   versions/DB/drills   the last reports of drills
//   marks             packs that are to go, and since when
//
// Writers: packs, then index, then version, each durable before the next. Readers go the other way.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "index.hpp"
#include "keys.hpp"
#include "lock.hpp"
#include "summaries.hpp"
#include "tenstone/backup/drill_report.hpp"
#include "tenstone/backup/manifest.hpp"
#include "tenstone/backup/repository.hpp"
#include "tenstone/backup/version.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::backup {

struct OpenRepository {
  std::filesystem::path folder;
  Keys keys;
  const Clock& clock;
  OnWarning on_warning = {};
  mutable Summaries summaries = {};

  std::filesystem::path pack(const PackId& id) const { return folder / "packs" / to_hex(bytes_of(id)); }
  std::filesystem::path index(const std::string& name) const { return folder / "index" / name; }
  std::filesystem::path versions(std::string_view database) const;
  std::filesystem::path version(const Version& version) const;

  Result<Lock> lock(std::string_view scope, Lock::Mode mode, std::string_view operation) const {
    return Lock::acquire(folder, clock, scope, mode, operation);
  }
  // The shared lock of the whole repository, for what only reads. A warning says if it has no file.
  Result<Lock> lock_to_read(std::string_view operation) const;
  Result<std::vector<Version>> all_versions() const;
  Result<std::optional<Version>> newest(std::string_view database) const;
  Result<Manifest> manifest(const Version& version) const;
  // From memory, if the manifest was opened before. Errors: those of manifest().
  Result<Summary> summary(const Version& version) const;
  // The chunks on which a new version may rely: without those of packs whose files are gone, which a warning names.
  Result<ChunkIndex> index_to_write() const;
  // The chunks of lost packs too, so that errors name the pack. Errors of both: backup_damaged, backup_io.
  Result<ChunkIndex> index_to_read() const;
  void warn(const std::string& warning) const {
    if (on_warning) on_warning(warning);
  }
};

inline constexpr std::string_view kWholeRepository = "repository";  // the scope of its lock
std::string database_scope(std::string_view database);

// What may change about a version.
struct Notes {
  bool pinned = false;
  std::optional<Time> drilled_at = {};
};
constexpr auto schema(validation::For<Notes>) {
  return validation::object<Notes>(validation::field("pinned", &Notes::pinned),
                                   validation::field("drilled_at", &Notes::drilled_at));
}
Result<Notes> read_notes(const OpenRepository& repository, const Version& version);  // none: as a new one
// Errors: backup_version_missing, backup_damaged, backup_io, backup_target_full.
Result<void> note_drill(const OpenRepository& repository, const Version& version);
// Notes are changed, versions forgotten and reports kept by one at a time. Waits for up to 2 s.
Result<Lock> lock_notes(const OpenRepository& repository);

// The newest first; none: an empty list. Errors: backup_damaged, backup_io.
Result<std::vector<DrillReport>> read_drills(const OpenRepository& repository, std::string_view database);

// Index files.
inline constexpr std::size_t kIndexChunks = 1 << 16;  // an index file with so many chunks is closed
std::string seal_index(const Keys& keys, const std::string& name, const std::vector<PackContents>& packs);
Result<std::vector<PackContents>> open_index(const Keys& keys, const std::string& name, std::string_view sealed);

}  // namespace tenstone::backup
