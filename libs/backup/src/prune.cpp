#include "tenstone/backup/prune.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <set>

#include "document.hpp"
#include "files.hpp"
#include "packs.hpp"
#include "reading_state.hpp"
#include "rewriter.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {

struct Mark {
  std::string pack;
  Time since;
};
constexpr auto schema(validation::For<Mark>) {
  return validation::object<Mark>(validation::field("pack", &Mark::pack), validation::field("since", &Mark::since));
}
struct Marks {
  std::vector<Mark> packs = {};
};
constexpr auto schema(validation::For<Marks>) {
  return validation::object<Marks>(validation::field("packs", &Marks::packs).items(0, 16'000'000));
}

Result<Marks> read_marks(const OpenRepository& repository) {
  const fs::path path = repository.folder / "marks";
  std::error_code error;
  if (!fs::exists(path, error) && !error) return Marks{};
  const auto sealed = read_file(path);
  if (!sealed) return sealed.error();
  const auto text = open_document(repository.keys, "marks", *sealed);
  // They only delay: when they are damaged, the 24 hours begin again.
  auto marks = text ? validation::parse_json<Marks>(*text) : Result<Marks>(Marks{});
  return marks ? *std::move(marks) : Marks{};
}

Result<void> write_marks(const OpenRepository& repository, const Lock& lock, const Marks& marks) {
  const auto scratch = lock.scratch();
  if (!scratch) return scratch.error();
  return put_file(*scratch, repository.folder / "marks",
                  seal_document(repository.keys, "marks", validation::to_json(marks)));
}

// What no version needs.
struct Waste {
  IndexedPacks indexed;
  ChunkIndex chunks;       // those that versions need are marked
  std::set<PackId> packs;  // that should go
};

Result<void> go_on(const PruneOptions& options, const Progress& progress) {
  if (options.stop.stop_requested()) return kBackupCancelled;
  if (options.on_progress) options.on_progress(progress);
  return {};
}

Result<void> mark_needed(const OpenRepository& repository, const PruneOptions& options, ChunkIndex& chunks) {
  const auto versions = repository.all_versions();
  if (!versions) return versions.error();
  std::set<std::string> seen;
  Progress progress{.phase = "check", .total = versions->size()};
  for (const Version& version : *versions) {
    if (auto on = go_on(options, progress); !on) return on;
    ++progress.done;
    const auto manifest = repository.manifest(version);
    if (!manifest && manifest.error().is(kBackupVersionMissing)) continue;  // forgotten meanwhile
    if (!manifest) return manifest.error();
    for (const Stream* stream : streams_of(*manifest)) {
      ChunkReader reader(repository, chunks);
      std::string name;
      for (const std::string& list : stream->lists) {
        name += list;
        if (const auto id = id_from_hex<ChunkId>(list)) chunks.mark(*id);
      }
      if (!seen.insert(name).second) continue;
      for (ChunkList list(stream->lists);;) {
        const auto id = list.next(reader);
        if (!id) return id.error();
        if (!*id) break;
        if (!chunks.mark(**id))
          return Error(kBackupDamaged, fmt::format("{} needs a chunk that is missing: nothing was pruned; run verify",
                                                   to_string(version)));
      }
    }
  }
  return {};
}

bool mostly_dead(const PackContents& pack, const ChunkIndex& chunks) {
  std::uint64_t dead = 0, all = 0;
  for (const PackEntry& entry : pack.entries) {
    all += entry.sealed;
    dead += chunks.marked(entry.id, pack.id) ? 0 : entry.sealed;
  }
  return dead * 2 > all;
}

bool is_needed(const PackContents& pack, const ChunkIndex& chunks) {
  return std::ranges::any_of(pack.entries, [&](const PackEntry& entry) { return chunks.marked(entry.id, pack.id); });
}

Result<Waste> find_waste(const OpenRepository& repository, const PruneOptions& options) {
  auto indexed = read_indexes(repository);
  if (!indexed) return indexed.error();
  if (!indexed->damaged.empty()) return indexed->damaged.front();
  ChunkIndex chunks = indexed->chunks();
  if (auto done = mark_needed(repository, options, chunks); !done) return done.error();
  std::set<PackId> packs;
  for (const auto& [id, pack] : indexed->packs)
    if (mostly_dead(pack, chunks)) packs.insert(id);
  const auto files = packs_in_folder(repository);
  if (!files) return files.error();
  for (const PackId& id : *files)
    if (!indexed->packs.contains(id) && !indexed->lost.contains(id)) packs.insert(id);
  return Waste{.indexed = *std::move(indexed), .chunks = std::move(chunks), .packs = std::move(packs)};
}

// Those of the packs that have been marked long enough.
std::set<PackId> due(const std::set<PackId>& packs, const Marks& marks, Time now) {
  std::set<PackId> chosen;
  for (const Mark& mark : marks.packs) {
    const auto id = id_from_hex<PackId>(mark.pack);
    if (id && packs.contains(*id) && now - mark.since >= kPruneDelay) chosen.insert(*id);
  }
  return chosen;
}

Result<Marks> mark_waste(const OpenRepository& repository, const PruneOptions& options) {
  const auto lock = repository.lock(kWholeRepository, Lock::Mode::Shared, "the first step of a prune");
  if (!lock) return lock.error();
  remove_left_behind(repository.folder);
  const auto waste = find_waste(repository, options);
  if (!waste) return waste.error();
  const auto before = read_marks(repository);
  if (!before) return before.error();
  Marks marks;
  for (const PackId& id : waste->packs) {
    const std::string name = to_hex(bytes_of(id));
    const auto known = std::ranges::find(before->packs, name, &Mark::pack);
    marks.packs.push_back(known == before->packs.end() ? Mark{.pack = name, .since = repository.clock.now()} : *known);
  }
  if (auto held = lock->demand(); !held) return held.error();
  if (marks.packs.empty() && before->packs.empty()) return marks;
  if (auto written = write_marks(repository, *lock, marks); !written) return written.error();
  return marks;
}

// New packs, then the new index, then the old index goes, then the old packs: each step is durable before the next.
Result<void> delete_packs(const OpenRepository& repository, const Lock& lock, const Waste& waste,
                          const std::set<PackId>& chosen, const PruneOptions& options, PruneReport& report) {
  Rewriter rewriter(repository, lock, waste.chunks);
  Progress progress{.phase = "rewrite", .total = waste.indexed.packs.size()};
  for (const auto& [id, pack] : waste.indexed.packs) {
    if (auto on = go_on(options, progress); !on) return on;
    ++progress.done;
    auto kept = chosen.contains(id) ? rewriter.rewrite(pack) : rewriter.keep(pack);
    if (!kept) return kept.error();
    report.rewritten += chosen.contains(id) && *kept ? 1 : 0;
  }
  // A lost pack that a version needs stays in the index, so that it is of use when a copy of it is brought back.
  for (const auto& [id, pack] : waste.indexed.lost)
    if (is_needed(pack, waste.chunks))
      if (auto kept = rewriter.keep(pack); !kept) return kept.error();
  if (auto done = rewriter.publish(); !done) return done;
  if (auto held = lock.demand(); !held) return held;
  if (auto removed = remove_indexes(repository, waste.indexed.index_files); !removed) return removed;
  std::uint64_t freed = 0;
  for (const PackId& id : chosen) {
    std::error_code ignored;
    freed += fs::file_size(repository.pack(id), ignored);
    if (auto removed = remove_file(repository.pack(id)); !removed) return removed;
    ++report.deleted;
  }
  report.freed_bytes = freed > rewriter.new_bytes() ? freed - rewriter.new_bytes() : 0;
  return sync_folder(repository.folder / "packs");
}

}  // namespace

Result<PruneReport> prune(const Repository& repository, const PruneOptions& options) {
  const OpenRepository& opened = *repository.opened();
  auto marks = mark_waste(opened, options);
  if (!marks) return marks.error();
  PruneReport report{.marked = marks->packs.size()};
  const auto is_due = [&](const Mark& mark) { return opened.clock.now() - mark.since >= kPruneDelay; };
  if (std::ranges::none_of(marks->packs, is_due)) return report;
  const auto lock = opened.lock(kWholeRepository, Lock::Mode::Exclusive, "a prune");
  if (!lock) return lock.error();
  // Looked at again, now that nothing else runs: a backup may have used a marked pack since.
  const auto waste = find_waste(opened, options);
  if (!waste) return waste.error();
  const std::set<PackId> chosen = due(waste->packs, *marks, opened.clock.now());
  if (auto done = delete_packs(opened, *lock, *waste, chosen, options, report); !done) return done.error();
  std::erase_if(marks->packs, [&](const Mark& mark) { return chosen.contains(*id_from_hex<PackId>(mark.pack)); });
  report.marked = marks->packs.size();
  if (auto written = write_marks(opened, *lock, *marks); !written) return written.error();
  return report;
}

}  // namespace tenstone::backup
