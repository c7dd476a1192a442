// A folder with the versions of any number of databases: cut into chunks that are stored once, compressed and
// encrypted. Blocks on the disk: call it on threads that may wait.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/backup/drill_report.hpp"
#include "tenstone/backup/reading.hpp"
#include "tenstone/backup/retention.hpp"
#include "tenstone/backup/taking.hpp"
#include "tenstone/backup/version.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::backup {

struct OpenRepository;  // internal: src/open_repository.hpp

// Receives one line for the operator when a run goes on although something is wrong. Called from any thread.
using OnWarning = std::function<void(const std::string& warning)>;

// Any number of processes may open one repository; locks keep apart what must not meet. Copies are the same repository.
// Safe on every thread at once.
class Repository {
 public:
  // Makes the folder (0700) and a new random key in `key_file` (0600). Without the key nothing can ever be read: keep a
  // copy of the file elsewhere. The clock must outlive all that is made of the repository.
  // Errors: backup_repository_exists, backup_key_exists, backup_key_invalid (the key must lie outside of the folder),
  // backup_io, backup_target_full.
  static Result<Repository> init(const std::filesystem::path& folder, const std::filesystem::path& key_file,
                                 const Clock& clock, OnWarning on_warning = {});
  // Errors: backup_repository_missing, backup_repository_format, backup_key_invalid, backup_key_wrong, backup_io.
  static Result<Repository> open(const std::filesystem::path& folder, const std::filesystem::path& key_file,
                                 const Clock& clock, OnWarning on_warning = {});

  // Chunks of packs whose files are gone are stored again; a warning names the packs.
  // Errors: backup_invalid_name, backup_locked, backup_damaged (the index), backup_io, backup_target_full.
  Result<Taking> take(std::string_view database) const;
  // On a disk that is full or may not be written to it goes on without a lock file; a warning says so.
  // Errors: backup_locked, backup_damaged (the index), backup_io.
  Result<Reading> read() const;

  // All versions, by database and number. Errors: backup_io.
  Result<std::vector<Version>> versions() const;
  Result<std::optional<Version>> newest(std::string_view database) const;

  // What the rules of retention look at, by number. Errors: backup_damaged, backup_io.
  Result<std::vector<RetainedVersion>> retained(std::string_view database) const;
  // A pinned version cannot be forgotten. Errors: backup_version_missing, backup_locked, backup_damaged, backup_io,
  // backup_target_full.
  Result<void> pin(const Version& version, bool pinned) const;
  // Keeps the report of a drill that ends now, and without differences also that its version was drilled. Of each
  // database the last 20 reports are kept. Errors as above, and backup_invalid_version.
  Result<void> record_drill(const DrillReport& report) const;
  // The reports of a database, the newest first. Errors: backup_damaged, backup_io.
  Result<std::vector<DrillReport>> drills(std::string_view database) const;
  // The version does not exist any more; prune() frees its space. Errors: backup_version_missing,
  // backup_version_newest, backup_version_pinned, backup_locked, backup_damaged, backup_io.
  Result<void> forget(const Version& version) const;

  const std::shared_ptr<const OpenRepository>& opened() const { return opened_; }

 private:
  explicit Repository(std::shared_ptr<const OpenRepository> opened) : opened_(std::move(opened)) {}
  std::shared_ptr<const OpenRepository> opened_;
};

}  // namespace tenstone::backup
