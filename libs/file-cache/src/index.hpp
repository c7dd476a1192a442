#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tenstone/file_cache/cache.hpp"
#include "tenstone/file_cache/sieve.hpp"

namespace tenstone::file_cache {

// Files on disk take whole pages.
constexpr std::uint64_t on_disk(std::uint64_t size) { return (size + 4095) / 4096 * 4096; }

// What is stored, by namespace, and what is reserved for entries that are being written. Safe to use from any thread;
// no call waits for the disk.
//
// Invariant: bytes + reserved <= max_bytes and entries + writers <= max_entries, but for what a restart finds.
class Index {
 public:
  // An entry as files are named.
  struct Place {
    std::string ns;
    KeyHash hash;
    std::uint64_t bytes = 0;
    std::int64_t expires = 0;
  };
  enum class Room : std::uint8_t { Reserved, Full, TooMuch };  // Full: evict first. TooMuch: evicting all would not do.

  Index(std::uint64_t max_bytes, std::uint64_t max_entries);

  Room reserve(std::uint64_t bytes);
  void release(std::uint64_t bytes);

  // Stored now: bytes, expiry.
  void put(const Place& place);
  void erase(std::string_view ns, const KeyHash& hash);
  std::optional<Place> find(std::string_view ns, const KeyHash& hash) const;
  std::optional<Place> victim();            // is out of the index; the caller removes its file
  bool above(std::uint64_t percent) const;  // of the bounds

  // ---- Hits. False: there is no such entry.
  bool hit(std::string_view ns, const KeyHash& hash);
  // A file of more than kWholeBytes that was wholly verified; forgotten with its entry.
  void remember(std::string_view ns, const KeyHash& hash, const FileStamp& stamp);
  bool verified(std::string_view ns, const KeyHash& hash, const FileStamp& stamp) const;

  // ---- Loading, from the start until loaded(). Newest first; what was stored or removed meanwhile stays as it is.
  void add_oldest(const std::vector<Place>& found);
  void loaded();
  bool loading() const;

  // As Sieve::scan; places are collected into `out`, of those that `wanted` says yes to.
  using Wanted = std::function<bool(std::string_view ns, std::int64_t expires)>;
  std::size_t scan(std::size_t from, std::size_t count, const Wanted& wanted, std::vector<Place>& out) const;

  Stats::Share total() const;
  std::uint64_t reserved() const;
  void fill(Stats& stats) const;

 private:
  struct Namespace {
    std::string name;
    Stats::Share share;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct KeyHasher {
    std::size_t operator()(const Sieve::Key& key) const { return key.hash.low ^ key.ns; }
  };
  std::optional<Sieve::Key> key_of(std::string_view ns, const KeyHash& hash) const;
  Sieve::Key make_key(std::string_view ns, const KeyHash& hash);
  Place place_of(const Sieve::Entry& entry) const;
  void took_out(const Sieve::Entry& entry);

  const std::uint64_t max_bytes_, max_entries_;
  mutable std::mutex mutex_;
  Sieve sieve_;
  std::vector<Namespace> namespaces_;  // by their numbers
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> numbers_;
  std::unordered_map<Sieve::Key, FileStamp, KeyHasher> verified_;
  std::uint64_t reserved_ = 0, writers_ = 0;
  bool loading_ = true;
  std::unordered_set<Sieve::Key, KeyHasher> gone_;  // while loading: the loader may have seen them before
};

}  // namespace tenstone::file_cache
