#include <algorithm>
#include <fmt/core.h>

#include "document.hpp"
#include "files.hpp"
#include "numbers.hpp"
#include "open_repository.hpp"
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

Result<ChunkIndex> OpenRepository::load_index() const {
  const auto names = names_in(folder / "index");
  if (!names) return names.error();
  ChunkIndex chunks;
  for (const std::string& name : *names) {
    const auto sealed = read_file(index(name));
    if (!sealed) return sealed.error();
    const auto packs = open_index(keys, name, *sealed);
    if (!packs) return packs.error();
    for (const PackContents& pack : *packs) chunks.add(pack);
  }
  return chunks;
}

}  // namespace tenstone::backup
