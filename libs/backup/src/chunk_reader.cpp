#include <algorithm>
#include <cerrno>
#include <fmt/core.h>

#include "files.hpp"
#include "reading_state.hpp"
#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {

Result<ChunkReader::OpenPack*> ChunkReader::pack(const PackId& id) {
  const auto found = std::ranges::find_if(open_, [&](const auto& each) { return each->id == id; });
  if (found != open_.end()) {
    std::rotate(found, found + 1, open_.end());
    return open_.back().get();
  }
  const auto path = repository_.pack(id);
  auto file = open_to_read(path);
  std::error_code ignored;
  if (!file && !fs::exists(path, ignored) && !ignored)
    return Error(kBackupDamaged, fmt::format("The pack {} is missing", to_hex(bytes_of(id))));
  if (!file) return file.error();
  if (open_.size() == kOpenPacks) open_.erase(open_.begin());
  open_.push_back(std::make_unique<OpenPack>(OpenPack{id, *std::move(file), PackOpener(repository_.keys, id)}));
  return open_.back().get();
}

Result<void> ChunkReader::read(const ChunkId& id, std::string& chunk) {
  const auto place = chunks_.find(id);
  if (!place) return Error(kBackupDamaged, fmt::format("The chunk {} is missing", to_hex(bytes_of(id))));
  const auto from = pack(place->pack);
  if (!from) return from.error();
  const auto blob = read_at((*from)->file.get(), place->entry.offset, kBlobHeader + place->entry.sealed,
                            repository_.pack(place->pack));
  if (!blob) return blob.error();
  if (!(*from)->opener.open(place->entry, *blob, compressor_, chunk))
    return Error(kBackupDamaged, fmt::format("The chunk at byte {} of the pack {} is damaged", place->entry.offset,
                                             to_hex(bytes_of(place->pack))));
  return {};
}

Result<std::optional<ChunkId>> ChunkList::next(ChunkReader& reader) {
  constexpr std::size_t kId = sizeof(ChunkId);
  while (ids_.size() - at_ < kId) {
    ids_.erase(0, at_);
    at_ = 0;
    if (next_list_ == lists_.size()) break;
    const auto id = id_from_hex<ChunkId>(lists_[next_list_++]);
    if (!id) return Error(kBackupDamaged, "A manifest names a chunk by what is no id");
    if (auto read = reader.read(*id, list_); !read) return read.error();
    ids_ += list_;
  }
  if (ids_.empty()) return std::optional<ChunkId>();
  if (ids_.size() - at_ < kId) return Error(kBackupDamaged, "A list of chunks ends within an id");
  at_ += kId;
  return std::optional(id_from<ChunkId>(std::string_view(ids_).substr(at_ - kId)));
}

}  // namespace tenstone::backup
