#include "index.hpp"

#include <algorithm>

namespace tenstone::backup {

ChunkIndex::ChunkIndex() : lists_(kLists), locks_(std::make_unique<std::array<std::mutex, kLocks>>()) {}

bool ChunkIndex::insert(const Known& known) {
  List& list = lists_[list_of(known.id)];
  const auto at = std::ranges::lower_bound(list, known.id, {}, &Known::id);
  if (at != list.end() && at->id == known.id) return false;
  const auto place = at - list.begin();
  // Doubling would leave half of the memory unused.
  if (list.size() == list.capacity()) list.reserve(list.size() + list.size() / 8 + 2);
  list.insert(list.begin() + place, known);
  return true;
}

void ChunkIndex::add(const PackContents& pack) {
  const auto number = static_cast<std::uint32_t>(packs_.size());
  packs_.push_back(pack.id);
  for (const PackEntry& entry : pack.entries)
    insert({.id = entry.id, .pack = number, .offset = entry.offset, .sealed = entry.sealed, .plain = entry.plain});
}

bool ChunkIndex::claim(const ChunkId& id) {
  const std::lock_guard lock((*locks_)[list_of(id) % kLocks]);
  return insert({.id = id, .pack = kNoPack, .offset = 0, .sealed = 0, .plain = 0});
}

const ChunkIndex::Known* ChunkIndex::known(const ChunkId& id) const {
  const List& list = lists_[list_of(id)];
  const auto at = std::ranges::lower_bound(list, id, {}, &Known::id);
  return at != list.end() && at->id == id && at->pack != kNoPack ? &*at : nullptr;
}

std::optional<ChunkIndex::Place> ChunkIndex::find(const ChunkId& id) const {
  const Known* const one = known(id);
  if (one == nullptr) return std::nullopt;
  return Place{.pack = packs_[one->pack],
               .entry = {.id = id, .offset = one->offset, .sealed = one->sealed, .plain = one->plain & ~kMark}};
}

bool ChunkIndex::mark(const ChunkId& id) {
  Known* const one = const_cast<Known*>(known(id));
  if (one != nullptr) one->plain |= kMark;
  return one != nullptr;
}

bool ChunkIndex::marked(const ChunkId& id, const PackId& pack) const {
  const Known* const one = known(id);
  return one != nullptr && (one->plain & kMark) != 0 && packs_[one->pack] == pack;
}

std::size_t ChunkIndex::size() const {
  std::size_t count = 0;
  for (const List& list : lists_) count += list.size();
  return count;
}

}  // namespace tenstone::backup
