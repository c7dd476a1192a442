#include "tenstone/file_cache/sieve.hpp"

#include <algorithm>
#include <bit>

namespace tenstone::file_cache {

Sieve::Sieve(std::size_t expected)
    : buckets_(std::bit_ceil(std::clamp<std::size_t>(expected, 16, std::size_t{1} << 22)), kNone) {}

Sieve::Entry Sieve::entry_of(const Node& node) const { return {{node.ns, node.hash}, node.bytes, node.expires}; }

Sieve::Index Sieve::lookup(const Key& key) const {
  Index index = buckets_[key.hash.low & (buckets_.size() - 1)];
  while (index != kNone && (nodes_[index].hash != key.hash || nodes_[index].ns != key.ns)) index = nodes_[index].next;
  return index;
}

std::optional<Sieve::Entry> Sieve::find(const Key& key) const {
  const Index index = lookup(key);
  if (index == kNone) return std::nullopt;
  return entry_of(nodes_[index]);
}

bool Sieve::touch(const Key& key) {
  const Index index = lookup(key);
  if (index != kNone) nodes_[index].visited = 1;
  return index != kNone;
}

// In its bucket, not in the queue yet.
Sieve::Index Sieve::add(const Entry& entry) {
  Index index = free_;
  if (index == kNone) {
    index = static_cast<Index>(nodes_.size());
    nodes_.emplace_back();
  } else {
    free_ = nodes_[index].older;
  }
  Node& node = nodes_[index];
  node = Node{.hash = entry.key.hash, .bytes = entry.bytes, .used = 1, .expires = entry.expires, .ns = entry.key.ns};
  node.next = std::exchange(bucket(entry.key), index);
  ++size_;
  bytes_ += entry.bytes;
  return index;
}

std::optional<Sieve::Entry> Sieve::put(const Entry& entry) {
  const auto old = erase(entry.key);
  const Index index = add(entry);
  nodes_[index].older = newest_;
  if (newest_ != kNone) nodes_[newest_].newer = index;
  newest_ = index;
  if (oldest_ == kNone) oldest_ = index;
  return old;
}

bool Sieve::put_oldest(const Entry& entry) {
  if (lookup(entry.key) != kNone) return false;
  const Index index = add(entry);
  nodes_[index].newer = oldest_;
  if (oldest_ != kNone) nodes_[oldest_].older = index;
  oldest_ = index;
  if (newest_ == kNone) newest_ = index;
  return true;
}

void Sieve::remove(Index index) {
  Node& node = nodes_[index];
  if (hand_ == index) hand_ = node.newer;
  (node.newer == kNone ? newest_ : nodes_[node.newer].older) = node.older;
  (node.older == kNone ? oldest_ : nodes_[node.older].newer) = node.newer;
  Index* link = &bucket({node.ns, node.hash});
  while (*link != index) link = &nodes_[*link].next;
  *link = node.next;
  --size_;
  bytes_ -= node.bytes;
  node.used = 0;
  node.older = std::exchange(free_, index);
}

std::optional<Sieve::Entry> Sieve::erase(const Key& key) {
  const Index index = lookup(key);
  if (index == kNone) return std::nullopt;
  const Entry entry = entry_of(nodes_[index]);
  remove(index);
  return entry;
}

std::optional<Sieve::Entry> Sieve::victim() {
  if (size_ == 0) return std::nullopt;
  if (hand_ == kNone) hand_ = oldest_;
  while (nodes_[hand_].visited != 0) {
    nodes_[hand_].visited = 0;
    hand_ = nodes_[hand_].newer == kNone ? oldest_ : nodes_[hand_].newer;
  }
  const Entry entry = entry_of(nodes_[hand_]);
  remove(hand_);
  return entry;
}

std::size_t Sieve::scan(std::size_t from, std::size_t count, const std::function<void(const Entry&)>& look) const {
  const std::size_t end = std::min(nodes_.size(), from + count);
  for (; from < end; ++from)
    if (nodes_[from].used != 0) look(entry_of(nodes_[from]));
  return from < nodes_.size() ? from : 0;
}

}  // namespace tenstone::file_cache
