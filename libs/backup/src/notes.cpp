#include <chrono>
#include <fmt/core.h>
#include <thread>

#include "document.hpp"
#include "files.hpp"
#include "open_repository.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/backup/repository.hpp"

namespace tenstone::backup {
namespace {

fs::path notes_path(const OpenRepository& repository, const Version& version) {
  return repository.version(version) += ".notes";
}
std::string notes_context(const Version& version) { return "notes " + to_string(version); }

Result<void> demand_version(const OpenRepository& repository, const Version& version) {
  std::error_code ignored;
  if (fs::exists(repository.version(version), ignored)) return {};
  return Error(kBackupVersionMissing, fmt::format("There is no version {}", to_string(version)));
}

template <class Change>
Result<void> change_notes(const OpenRepository& repository, const Version& version, Change change) {
  const auto lock = lock_notes(repository);
  if (!lock) return lock.error();
  if (auto there = demand_version(repository, version); !there) return there;
  auto notes = read_notes(repository, version);
  if (!notes) return notes.error();
  change(*notes);
  const auto scratch = lock->scratch();
  if (!scratch) return scratch.error();
  return put_file(*scratch, notes_path(repository, version),
                  seal_document(repository.keys, notes_context(version), validation::to_json(*notes)));
}

}  // namespace

Result<Lock> lock_notes(const OpenRepository& repository) {
  constexpr int kTries = 100;
  constexpr std::chrono::milliseconds kPause(20);  // the others hold it for less
  for (int tries = 1;; ++tries) {
    auto lock = repository.lock("notes", Lock::Mode::Exclusive, "a change of notes");
    if (lock || !lock.error().is(kBackupLocked) || tries == kTries) return lock;
    std::this_thread::sleep_for(kPause);
  }
}

Result<Notes> read_notes(const OpenRepository& repository, const Version& version) {
  const fs::path path = notes_path(repository, version);
  std::error_code error;
  if (!fs::exists(path, error) && !error) return Notes{};
  const auto sealed = read_file(path);
  if (!sealed) return sealed.error();
  const auto text = open_document(repository.keys, notes_context(version), *sealed);
  if (!text) return text.error();
  auto notes = validation::parse_json<Notes>(*text);
  if (!notes) return Error(kBackupDamaged, {}, notes.error().message);
  return notes;
}

Result<void> Repository::pin(const Version& version, bool pinned) const {
  return change_notes(*opened_, version, [&](Notes& notes) { notes.pinned = pinned; });
}

Result<void> note_drill(const OpenRepository& repository, const Version& version) {
  return change_notes(repository, version, [&](Notes& notes) { notes.drilled_at = repository.clock.now(); });
}

Result<void> Repository::forget(const Version& version) const {
  const auto lock = lock_notes(*opened_);
  if (!lock) return lock.error();
  if (auto there = demand_version(*opened_, version); !there) return there;
  const auto newest = opened_->newest(version.database);
  if (!newest) return newest.error();
  if (*newest == version) return kBackupVersionNewest;
  const auto notes = read_notes(*opened_, version);
  if (!notes) return notes.error();
  if (notes->pinned) return kBackupVersionPinned;
  if (auto removed = remove_file(opened_->version(version)); !removed) return removed;
  opened_->summaries.forget(version);
  if (auto removed = remove_file(notes_path(*opened_, version)); !removed) return removed;
  return sync_folder(opened_->versions(version.database));
}

Result<std::vector<RetainedVersion>> Repository::retained(std::string_view database) const {
  const auto versions = opened_->all_versions();
  if (!versions) return versions.error();
  std::vector<RetainedVersion> all;
  for (const Version& version : *versions) {
    if (version.database != database) continue;
    const auto summary = opened_->summary(version);
    if (!summary) return summary.error();
    const auto notes = read_notes(*opened_, version);
    if (!notes) return notes.error();
    all.push_back({.number = version.number,
                   .taken_at = summary->taken_at,
                   .pinned = notes->pinned,
                   .drilled_at = notes->drilled_at});
  }
  return all;
}

}  // namespace tenstone::backup
