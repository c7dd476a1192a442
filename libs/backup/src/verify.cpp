#include "tenstone/backup/verify.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <set>
#include <unordered_map>
#include <utility>

#include "document.hpp"
#include "files.hpp"
#include "numbers.hpp"
#include "packs.hpp"
#include "reading_state.hpp"
#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {
namespace {

class Verifier {
 public:
  Verifier(const OpenRepository& repository, VerifyShare share, const Lock& lock, IndexedPacks indexed)
      : repository_(repository), share_(share), lock_(lock), indexed_(std::move(indexed)), chunks_(indexed_.chunks()) {}

  Result<VerifyReport> run() {
    for (const Error& error : indexed_.damaged) damage(error.message);
    if (auto done = check_marks(); !done) return done.error();
    if (auto done = check_packs(); !done) return done.error();
    const auto versions = repository_.all_versions();
    if (!versions) return versions.error();
    for (const Version& version : *versions)
      if (auto done = check_version(version); !done) return done.error();
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
    return share_.of <= 1 || load<std::uint64_t>(bytes_of(id).data()) % share_.of == share_.part % share_.of;
  }

  Result<void> check_marks();
  Result<void> check_packs();
  Result<void> check_pack_file(const PackContents& pack);
  Result<void> check_version(const Version& version);
  Result<Hits> check_stream(const Stream& stream);
  VerifyReport report();

  const OpenRepository& repository_;
  const VerifyShare share_;
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
  const std::set<PackId> files(there->begin(), there->end());
  for (const PackId& id : files) report_.unused_packs += indexed_.packs.contains(id) ? 0 : 1;
  for (const auto& [id, pack] : indexed_.packs) {
    if (!files.contains(id)) {
      const auto missing = damage(fmt::format("the pack {} is missing", to_hex(bytes_of(id))));
      for (const PackEntry& entry : pack.entries) bad_.emplace(entry.id, missing);
    } else if (in_share(id)) {
      if (auto done = check_pack_file(pack); !done) return done;
    }
  }
  return {};
}

Result<void> Verifier::check_pack_file(const PackContents& pack) {
  if (auto held = lock_.demand(); !held) return held;
  const auto bytes = read_file(repository_.pack(pack.id));
  if (!bytes) return bytes.error();
  ++report_.packs;
  report_.chunks += pack.entries.size();
  report_.bytes += bytes->size();
  const PackFaults faults = check_pack(repository_.keys, pack, *bytes);
  const std::string name = to_hex(bytes_of(pack.id));
  if (faults.frame) damage(fmt::format("the pack {}: its header or its list of chunks is damaged", name));
  if (faults.blobs.empty()) return {};
  const auto where = damage(fmt::format("the pack {}: damaged chunks, the first at byte {}: {}", name,
                                        faults.blobs.front().offset, faults.blobs.size()));
  for (const PackEntry& entry : faults.blobs)
    if (const auto place = chunks_.find(entry.id); place && place->pack == pack.id) bad_.emplace(entry.id, where);
  return {};
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

Result<VerifyReport> verify(const Repository& repository, VerifyShare share) {
  const OpenRepository& opened = *repository.opened();
  const auto lock = opened.lock(kWholeRepository, Lock::Mode::Shared, "a verification");
  if (!lock) return lock.error();
  auto indexed = read_indexes(opened);
  if (!indexed) return indexed.error();
  return Verifier(opened, share, *lock, *std::move(indexed)).run();
}

}  // namespace tenstone::backup
