#include "tenstone/backup/verify.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/core.h>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

#include "crew.hpp"
#include "document.hpp"
#include "files.hpp"
#include "numbers.hpp"
#include "packs.hpp"
#include "reading_state.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {

// The whole file: see pack.hpp.
std::uint64_t size_of(const PackContents& pack) {
  std::uint64_t bytes = kPackHeader + kTag + kPackFooter;
  for (const PackEntry& entry : pack.entries) bytes += kBlobHeader + entry.sealed + kPackEntry;
  return bytes;
}

class Verifier {
 public:
  Verifier(const OpenRepository& repository, const VerifyOptions& options, const Lock& lock, IndexedPacks indexed)
      : repository_(repository),
        options_(options),
        lock_(lock),
        indexed_(std::move(indexed)),
        chunks_(indexed_.chunks()) {}

  Result<VerifyReport> run() {
    for (const Error& error : indexed_.damaged) damage(error.message);
    if (auto done = check_marks(); !done) return done.error();
    if (auto done = check_packs(); !done) return done.error();
    const auto versions = repository_.all_versions();
    if (!versions) return versions.error();
    if (auto done = check_drills(*versions); !done) return done.error();
    for (const Version& version : *versions) {
      if (options_.stop.stop_requested()) return kBackupCancelled;
      if (auto done = check_version(version); !done) return done.error();
      show({.phase = "check", .done = report_.versions, .total = versions->size()});
    }
    return report();
  }

 private:
  // Places in damages_.
  using Hits = std::set<std::size_t>;

  std::size_t damage(std::string what) {
    for (std::size_t i = 0; i < damages_.size(); ++i)
      if (damages_[i].first == what) return i;
    damages_.emplace_back(std::move(what), std::set<Version>());
    return damages_.size() - 1;
  }
  bool in_share(const PackId& id) const {
    const VerifyShare& share = options_.share;
    return share.of <= 1 || load<std::uint64_t>(bytes_of(id).data()) % share.of == share.part % share.of;
  }
  void show(const Progress& progress) const {
    if (options_.on_progress) options_.on_progress(progress);
  }

  Result<void> check_marks();
  Result<void> check_packs();
  Result<void> read_packs(const std::vector<const PackContents*>& packs);
  Result<PackFaults> read_pack(const PackContents& pack);
  void note_faults(const PackContents& pack, const PackFaults& faults);
  void note_bad(const PackId& pack, const std::vector<PackEntry>& entries, std::size_t where);
  Result<void> check_drills(const std::vector<Version>& versions);
  Result<void> check_version(const Version& version);
  Result<Hits> check_stream(const Stream& stream);
  VerifyReport report();

  const OpenRepository& repository_;
  const VerifyOptions& options_;
  const Lock& lock_;
  const IndexedPacks indexed_;
  const ChunkIndex chunks_;
  VerifyReport report_;
  std::vector<std::pair<std::string, std::set<Version>>> damages_;
  std::unordered_map<ChunkId, std::size_t, HashOfId> bad_;  // chunks, by what damaged them
  std::map<std::string, Hits> seen_;                        // streams: versions share most of theirs
};

Result<void> Verifier::check_marks() {
  const fs::path path = repository_.folder / "marks";
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return {};
  const auto sealed = read_file(path);
  if (!sealed) return sealed.error();
  if (const auto text = open_document(repository_.keys, "marks", *sealed); !text) damage(text.error().message);
  return {};
}

Result<void> Verifier::check_packs() {
  const auto there = packs_in_folder(repository_);
  if (!there) return there.error();
  for (const PackId& id : *there)
    if (!indexed_.packs.contains(id) && !indexed_.lost.contains(id)) ++report_.unused_packs;
  for (const auto& [id, pack] : indexed_.lost)
    note_bad(id, pack.entries, damage(fmt::format("the pack {} is missing", to_hex(bytes_of(id)))));
  std::vector<const PackContents*> chosen;
  for (const auto& [id, pack] : indexed_.packs)
    if (in_share(id)) chosen.push_back(&pack);
  return read_packs(chosen);
}

Result<void> Verifier::read_packs(const std::vector<const PackContents*>& packs) {
  std::vector<PackFaults> faults(packs.size());
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;  // of the progress
  Progress progress{.phase = "read"};
  for (const PackContents* pack : packs) progress.total += size_of(*pack);
  Crew crew(options_.stop);
  for (unsigned worker = 0; worker < std::max(options_.workers, 1U); ++worker)
    crew.start([&](std::stop_token stop) -> Result<void> {
      for (std::size_t i = next++; i < packs.size() && !stop.stop_requested(); i = next++) {
        auto found = read_pack(*packs[i]);
        if (!found) return found.error();
        faults[i] = *std::move(found);
        const std::lock_guard guard(mutex);
        progress.bytes += size_of(*packs[i]);
        progress.done = progress.bytes;
        show(progress);
      }
      return {};
    });
  if (auto done = crew.join(); !done) return done;
  report_.packs = packs.size();
  report_.bytes = progress.bytes;
  for (std::size_t i = 0; i < packs.size(); ++i) note_faults(*packs[i], faults[i]);
  return {};
}

Result<PackFaults> Verifier::read_pack(const PackContents& pack) {
  if (auto held = lock_.demand(); !held) return held.error();
  const auto bytes = read_file(repository_.pack(pack.id));
  if (!bytes) return bytes.error();
  return check_pack(repository_.keys, pack, *bytes);
}

void Verifier::note_faults(const PackContents& pack, const PackFaults& faults) {
  report_.chunks += pack.entries.size();
  const std::string name = to_hex(bytes_of(pack.id));
  if (faults.frame) damage(fmt::format("the pack {}: its header or its list of chunks is damaged", name));
  if (faults.blobs.empty()) return;
  const auto where = damage(fmt::format("the pack {}: damaged chunks, the first at byte {}: {}", name,
                                        faults.blobs.front().offset, faults.blobs.size()));
  note_bad(pack.id, faults.blobs, where);
}

// A chunk that is in another pack as well is not lost.
void Verifier::note_bad(const PackId& pack, const std::vector<PackEntry>& entries, std::size_t where) {
  for (const PackEntry& entry : entries)
    if (const auto place = chunks_.find(entry.id); place && place->pack == pack) bad_.emplace(entry.id, where);
}

Result<Verifier::Hits> Verifier::check_stream(const Stream& stream) {
  std::string name;
  for (const std::string& list : stream.lists) name += list;
  if (const auto known = seen_.find(name); known != seen_.end()) return known->second;
  Hits hits;
  ChunkReader reader(repository_, chunks_);
  ChunkList list(stream.lists);
  for (;;) {
    const auto id = list.next(reader);
    if (!id && id.error().is(kBackupIo)) return id.error();
    if (!id) hits.insert(damage("a list of chunks: " + id.error().message));
    if (!id || !*id) break;
    if (const auto bad = bad_.find(**id); bad != bad_.end())
      hits.insert(bad->second);
    else if (!chunks_.find(**id))
      hits.insert(damage("chunks that no index names"));
  }
  // The lists themselves, where a pack is damaged that this run has read.
  for (const std::string& each : stream.lists)
    if (const auto id = id_from_hex<ChunkId>(each); id && bad_.contains(*id)) hits.insert(bad_.at(*id));
  return seen_.emplace(std::move(name), std::move(hits)).first->second;
}

Result<void> Verifier::check_drills(const std::vector<Version>& versions) {
  std::set<std::string> databases;
  for (const Version& version : versions) {
    if (!databases.insert(version.database).second) continue;
    if (const auto drills = read_drills(repository_, version.database); !drills) {
      if (!drills.error().is(kBackupDamaged)) return drills.error();
      damage(drills.error().message);
    }
  }
  return {};
}

Result<void> Verifier::check_version(const Version& version) {
  if (auto held = lock_.demand(); !held) return held;
  ++report_.versions;
  if (const auto notes = read_notes(repository_, version); !notes) {
    if (!notes.error().is(kBackupDamaged)) return notes.error();
    damage(notes.error().message);
  }
  const auto manifest = repository_.manifest(version);
  if (!manifest && manifest.error().is(kBackupVersionMissing)) return {};  // forgotten meanwhile
  if (!manifest && !manifest.error().is(kBackupDamaged)) return manifest.error();
  if (!manifest) {
    damages_[damage(manifest.error().message)].second.insert(version);
    return {};
  }
  for (const Stream* stream : streams_of(*manifest)) {
    const auto hits = check_stream(*stream);
    if (!hits) return hits.error();
    for (const std::size_t hit : *hits) damages_[hit].second.insert(version);
  }
  return {};
}

VerifyReport Verifier::report() {
  std::set<Version> all;
  for (auto& [what, versions] : damages_) {
    all.insert(versions.begin(), versions.end());
    report_.damages.push_back({.what = std::move(what), .versions = {versions.begin(), versions.end()}});
  }
  report_.versions_hit.assign(all.begin(), all.end());
  return std::move(report_);
}

}  // namespace

Result<VerifyReport> verify(const Repository& repository, const VerifyOptions& options) {
  const OpenRepository& opened = *repository.opened();
  const auto lock = opened.lock_to_read("a verification");
  if (!lock) return lock.error();
  auto indexed = read_indexes(opened);
  if (!indexed) return indexed.error();
  return Verifier(opened, options, *lock, *std::move(indexed)).run();
}

}  // namespace tenstone::backup
