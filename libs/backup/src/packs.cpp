#include "packs.hpp"

#include <set>

#include "files.hpp"
#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {

ChunkIndex IndexedPacks::chunks() const {
  ChunkIndex index;
  for (const auto& [id, pack] : packs) index.add(pack);
  for (const auto& [id, pack] : lost) index.add(pack);
  return index;
}

Result<IndexedPacks> read_indexes(const OpenRepository& repository) {
  auto names = names_in(repository.folder / "index");
  if (!names) return names.error();
  // After the names of the index files: a pack has its place before an index file names it.
  const auto packs_there = packs_in_folder(repository);
  if (!packs_there) return packs_there.error();
  const std::set<PackId> there(packs_there->begin(), packs_there->end());
  IndexedPacks all;
  for (const std::string& name : *names) {
    const auto sealed = read_file(repository.index(name));
    if (!sealed) return sealed.error();
    auto packs = open_index(repository.keys, name, *sealed);
    if (!packs) {
      all.damaged.push_back(packs.error());
      continue;
    }
    // A prune that was killed leaves packs in two index files, which say the same.
    for (PackContents& pack : *packs)
      (there.contains(pack.id) ? all.packs : all.lost).try_emplace(pack.id, std::move(pack));
  }
  all.index_files = *std::move(names);
  return all;
}

Result<void> remove_indexes(const OpenRepository& repository, const std::vector<std::string>& index_files) {
  for (const std::string& name : index_files)
    if (auto removed = remove_file(repository.index(name)); !removed) return removed;
  return sync_folder(repository.folder / "index");
}

Result<std::vector<PackId>> packs_in_folder(const OpenRepository& repository) {
  const auto names = names_in(repository.folder / "packs");
  if (!names) return names.error();
  std::vector<PackId> packs;
  for (const std::string& name : *names)
    if (const auto id = id_from_hex<PackId>(name)) packs.push_back(*id);
  return packs;
}

std::vector<const Stream*> streams_of(const Manifest& manifest) {
  std::vector<const Stream*> streams = {&manifest.pre_data, &manifest.post_data};
  for (const TableEntry& table : manifest.tables)
    for (const Stream& stream : table.streams) streams.push_back(&stream);
  return streams;
}

}  // namespace tenstone::backup
