// The entries in memory, and the order in which they are evicted. Pure.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/file_cache/entry.hpp"

namespace tenstone::file_cache {

// SIEVE (Zhang and others, NSDI 2024): a queue by the order of insertion, and a hand that goes from the oldest to the
// newest. What was used since the hand came by last is spared once; what was not is the victim. A hit sets one bit and
// moves nothing, so a restart loses these bits alone.
//
// A node has 48 bytes, a million entries take about 52 MB. Not thread-safe.
class Sieve {
 public:
  struct Key {
    std::uint32_t ns = 0;  // the number of the namespace
    KeyHash hash;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Entry {
    Key key;
    std::uint64_t bytes = 0;   // on disk
    std::int64_t expires = 0;  // µs since 1970; 0: never
  };

  // `expected`: how many entries there may be; more work, too, only slower.
  explicit Sieve(std::size_t expected);

  std::size_t size() const { return size_; }
  std::uint64_t bytes() const { return bytes_; }
  std::optional<Entry> find(const Key& key) const;
  bool touch(const Key& key);  // a hit. False: there is no such entry.
  // As the newest, in place of the entry of this key, whose size and expiry it returns.
  std::optional<Entry> put(const Entry& entry);
  // As the oldest, for entries that a restart finds: newest first. False: there is one of this key, which stays.
  bool put_oldest(const Entry& entry);
  std::optional<Entry> erase(const Key& key);
  // Takes the next one to go. nullopt: empty.
  std::optional<Entry> victim();
  // Entries by their place in memory: calls look(entry) for at most `count` places from `from` on. Returns the next
  // place, or 0 at the end. `look` must not change the index.
  std::size_t scan(std::size_t from, std::size_t count, const std::function<void(const Entry&)>& look) const;

 private:
  // Invariants:
  // * used nodes are in one bucket's chain and once in the queue; free ones in the free list (by `older`) alone.
  // * size_ and bytes_ are those of the nodes in the queue. hand_ is one of them, or kNone: then it is at the oldest.
  using Index = std::uint32_t;
  static constexpr Index kNone = 0xffffffff;
  struct Node {
    KeyHash hash;
    std::uint64_t bytes : 62 = 0;
    std::uint64_t visited : 1 = 0;
    std::uint64_t used : 1 = 0;
    std::int64_t expires = 0;
    std::uint32_t ns = 0;
    Index newer = kNone, older = kNone, next = kNone;  // `next`: in the bucket
  };
  Index& bucket(const Key& key) { return buckets_[key.hash.low & (buckets_.size() - 1)]; }
  Index lookup(const Key& key) const;
  Index add(const Entry& entry);
  void remove(Index index);
  Entry entry_of(const Node& node) const;

  std::vector<Index> buckets_;
  std::deque<Node> nodes_;
  Index newest_ = kNone, oldest_ = kNone, hand_ = kNone, free_ = kNone;
  std::size_t size_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace tenstone::file_cache
