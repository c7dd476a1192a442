// Which entries are invalidated. Pure: no file, no clock.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/file_cache/entry.hpp"

namespace tenstone::file_cache {

// What one purge invalidates: entries that have one of the tags, entries whose key begins with the prefix, or all.
struct Purge {
  std::vector<std::string> tags = {};
  std::optional<std::string> prefix = {};
  bool all = false;
};

// The marks of all namespaces. A purge raises the generation by 1 and leaves a mark for each tag, for the prefix, or
// for all of the namespace. An entry carries the generation at which its writing began: it is dead when a mark that
// matches it has a greater one. So a purge costs the same for any number of entries, also kills what is still being
// written, and no clock is compared.
//
// Bounded: when a namespace has more than kMaxMarks marks of tags and prefixes, they become one mark for all of it.
// That invalidates more than was wanted, which a cache may do.
//
// Not thread-safe.
class Purges {
 public:
  static constexpr std::size_t kMaxMarks = 10'000;

  std::uint64_t generation() const { return generation_; }
  void apply(std::string_view ns, const Purge& purge);
  void raise(std::uint64_t generation);  // to at least this
  // All entries of lesser generations, in all namespaces, also unknown ones. Raises the generation to this.
  void apply_to_everything(std::uint64_t generation);
  bool kills(std::string_view ns, const Head& head) const;
  // The generation of the last purge that is about this namespace; 0: none.
  std::uint64_t newest(std::string_view ns) const;
  std::size_t marks() const;  // of all namespaces

  // The log: purges as records, appended one behind the other. A record is
  //   u32 length | u32 CRC-32C of the length | payload | u32 CRC-32C of the payload
  static std::string encode(std::string_view ns, const Purge& purge);
  // All that is known now, as a new log.
  std::string snapshot() const;
  // What a log was found to be. Torn: its last record is cut off, as by a crash before its purge was acknowledged;
  // `good_bytes` are whole. Damaged: anything else, so that a purge may be lost.
  enum class Log { Whole, Torn, Damaged };
  struct Read {
    Log log;
    std::size_t good_bytes;
  };
  // Applies the records of a log. When it is damaged, everything is invalidated as well: nothing that was purged comes
  // back.
  Read read(std::string_view log);

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Marks = std::unordered_map<std::string, std::uint64_t, TextHash, std::equal_to<>>;
  struct Namespace {
    std::uint64_t all = 0, newest = 0;
    Marks tags, prefixes;
    std::map<std::size_t, std::size_t> prefix_lengths;  // length → how many prefixes have it
  };
  void mark(std::string_view ns, const Purge& purge, std::uint64_t generation);
  void fold(Namespace& marks);
  bool replay(std::string_view payload);

  std::uint64_t generation_ = 0, everything_ = 0;
  std::map<std::string, Namespace, std::less<>> namespaces_;
};

}  // namespace tenstone::file_cache
