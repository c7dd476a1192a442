#include "tenstone/backup/rebuild_index.hpp"

#include "files.hpp"
#include "packs.hpp"
#include "rewriter.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {

// nullopt: the pack has no trailer that can be read.
Result<std::optional<std::vector<PackEntry>>> listed_chunks(const OpenRepository& repository, const PackId& id,
                                                            const fs::path& path) {
  using Entries = std::optional<std::vector<PackEntry>>;
  const auto file = open_to_read(path);
  if (!file) return file.error();
  std::error_code failed;
  const std::uint64_t size = fs::file_size(path, failed);
  if (failed || size < kPackHeader + kPackFooter) return Entries();
  const auto footer = read_at(file->get(), size - kPackFooter, kPackFooter, path);
  if (!footer) return footer.error();
  const auto place = find_trailer(*footer, size);
  if (!place) return Entries();
  const auto list = read_at(file->get(), place->offset, place->size, path);
  if (!list) return list.error();
  return PackOpener(repository.keys, id).trailer(*place, *list, *footer);
}

Result<PackContents> read_contents(const OpenRepository& repository, const PackId& id, RebuildReport& report) {
  const fs::path path = repository.pack(id);
  auto listed = listed_chunks(repository, id, path);
  if (!listed) return listed.error();
  if (*listed) return PackContents{.id = id, .entries = **std::move(listed)};
  const auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  PackContents found{.id = id, .entries = scan_pack(repository.keys, id, *bytes)};
  ++(found.entries.empty() ? report.unreadable : report.searched);
  return found;
}

Result<void> list_packs(const OpenRepository& repository, const Lock& lock, const RebuildOptions& options,
                        Rewriter& rewriter, RebuildReport& report) {
  const auto ids = packs_in_folder(repository);
  if (!ids) return ids.error();
  Progress progress{.phase = "read", .total = ids->size()};
  for (const PackId& id : *ids) {
    if (options.stop.stop_requested()) return kBackupCancelled;
    if (auto held = lock.demand(); !held) return held;
    const auto pack = read_contents(repository, id, report);
    if (!pack) return pack.error();
    if (!pack->entries.empty()) {
      ++report.packs;
      report.chunks += pack->entries.size();
      if (auto kept = rewriter.keep(*pack); !kept) return kept.error();
    }
    ++progress.done;
    if (options.on_progress) options.on_progress(progress);
  }
  return {};
}

}  // namespace

Result<RebuildReport> rebuild_index(const Repository& repository, const RebuildOptions& options) {
  const OpenRepository& opened = *repository.opened();
  const auto lock = opened.lock(kWholeRepository, Lock::Mode::Exclusive, "a repair of the index");
  if (!lock) return lock.error();
  if (auto made = make_folder(opened.folder / "index"); !made) return made.error();
  const auto before = names_in(opened.folder / "index");
  if (!before) return before.error();
  const ChunkIndex none;
  Rewriter rewriter(opened, *lock, none);
  RebuildReport report;
  if (auto listed = list_packs(opened, *lock, options, rewriter, report); !listed) return listed.error();
  if (auto published = rewriter.publish(); !published) return published.error();
  if (auto held = lock->demand(); !held) return held.error();
  if (auto removed = remove_indexes(opened, *before); !removed) return removed.error();
  return report;
}

}  // namespace tenstone::backup
