#include <algorithm>
#include <fmt/core.h>
#include <map>
#include <set>

#include "document.hpp"
#include "files.hpp"
#include "numbers.hpp"
#include "open_repository.hpp"
#include "packs.hpp"
#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {

// For each pack: its id, u32 blobs, its entries as in its trailer.
std::string seal_index(const Keys& keys, const std::string& name, const std::vector<PackContents>& packs) {
  std::string text;
  for (const PackContents& pack : packs) {
    text += bytes_of(pack.id);
    append(text, static_cast<std::uint32_t>(pack.entries.size()));
    append_entries(text, pack.entries);
  }
  return seal_document(keys, "index " + name, text);
}

Result<std::vector<PackContents>> open_index(const Keys& keys, const std::string& name, std::string_view sealed) {
  const auto text = open_document(keys, "index " + name, sealed);
  if (!text) return text.error();
  std::vector<PackContents> packs;
  for (std::string_view rest = *text; !rest.empty();) {
    constexpr std::size_t kHead = sizeof(PackId) + sizeof(std::uint32_t);
    const std::size_t bytes = rest.size() < kHead ? 0 : load<std::uint32_t>(&rest[sizeof(PackId)]) * kPackEntry;
    auto entries = parse_entries(rest.substr(std::min(kHead, rest.size()), bytes));
    if (rest.size() < kHead + bytes || !entries)
      return Error(kBackupDamaged, fmt::format("The repository's index file {} is damaged", name));
    packs.push_back({.id = id_from<PackId>(rest), .entries = *std::move(entries)});
    rest.remove_prefix(kHead + bytes);
  }
  return packs;
}

namespace {

struct LoadedIndex {
  ChunkIndex chunks = {};
  std::map<PackId, PackContents> lost = {};
};

Result<LoadedIndex> load_index(const OpenRepository& repository) {
  const auto names = names_in(repository.folder / "index");
  if (!names) return names.error();
  // After the names of the index files: a pack has its place before an index file names it.
  const auto packs_there = packs_in_folder(repository);
  if (!packs_there) return packs_there.error();
  const std::set<PackId> there(packs_there->begin(), packs_there->end());
  LoadedIndex loaded;
  for (const std::string& name : *names) {
    const auto sealed = read_file(repository.index(name));
    if (!sealed) return sealed.error();
    auto packs = open_index(repository.keys, name, *sealed);
    if (!packs) return packs.error();
    for (PackContents& pack : *packs) {
      if (there.contains(pack.id))
        loaded.chunks.add(pack);
      else
        loaded.lost.try_emplace(pack.id, std::move(pack));
    }
  }
  return loaded;
}

}  // namespace

Result<ChunkIndex> OpenRepository::index_to_write() const {
  auto loaded = load_index(*this);
  if (!loaded) return loaded.error();
  if (const auto& lost = loaded->lost; !lost.empty())
    warn(fmt::format(
        "the pack {} is missing{}: its chunks are stored again if this backup has them; run verify to see "
        "which versions are hit",
        to_hex(bytes_of(lost.begin()->first)), lost.size() == 1 ? "" : fmt::format(", and {} more", lost.size() - 1)));
  return std::move(loaded->chunks);
}

Result<ChunkIndex> OpenRepository::index_to_read() const {
  auto loaded = load_index(*this);
  if (!loaded) return loaded.error();
  // The last ones: a chunk that was stored again is found in its new pack.
  for (const auto& [id, pack] : loaded->lost) loaded->chunks.add(pack);
  return std::move(loaded->chunks);
}

}  // namespace tenstone::backup
