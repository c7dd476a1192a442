// An entry as the bytes of its file. Pure: bytes in, bytes out; no file is opened here.
//
//   64-byte header | key | meta | one CRC-32C for every 64 KiB of the body | body
//
// The header, all numbers little endian, unaligned:
//    0 "TSCE"            4 u16 version (1)    6 u16 flags (0)
//    8 u32 CRC-32C of header (this field as 0), key, meta and the table of blocks
//   12 u16 key length   14 u16 number of tags 16 u32 length of meta
//   20 u64 body length  28 i64 created        36 i64 expires (µs since 1970; 0: never)
//   44 u64 generation   52 u64 XXH3-64 of the body                60 u32 reserved (0)
// Meta: u16 length and bytes of the content type, then of each tag.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::file_cache {

inline constexpr std::size_t kHeaderBytes = 64, kBlockBytes = 64 * 1024;
inline constexpr std::size_t kMaxKeyBytes = 1024, kMaxTags = 32, kMaxTagBytes = 128, kMaxContentTypeBytes = 200;
inline constexpr std::size_t kMaxNamespaceBytes = 63;
inline constexpr std::chrono::seconds kMaxTtl = std::chrono::hours(24) * 3652;  // ten years

struct Meta {
  std::string content_type = "application/octet-stream";
  std::vector<std::string> tags = {};
};

// Everything in front of the body. A cheap value of views into the bytes that it was read from.
struct Head {
  std::string_view key, content_type;
  std::vector<std::string_view> tags;
  std::uint64_t body_size = 0, body_hash = 0;
  std::uint64_t generation = 0;  // the cache's purges when the writing began
  Time created{};
  std::optional<Time> expires;  // nullopt: never
  std::uint64_t body_offset = 0;
  std::string_view block_table;  // 4 bytes a block

  std::size_t block_count() const { return block_table.size() / 4; }
  std::uint32_t block_crc(std::size_t index) const;
  // The bytes of block `index` within the body: all blocks but the last have kBlockBytes.
  std::size_t block_size(std::size_t index) const;
  std::uint64_t file_size() const { return body_offset + body_size; }
  std::string etag() const;  // strong: the 16 hex digits of body_hash, in quotes
  bool expired(Time now) const { return expires && *expires <= now; }
};

// What the writer of an entry knows before its body.
struct NewEntry {
  std::string_view key;
  const Meta& meta;
  std::uint64_t body_size = 0, generation = 0;
  Time created{};
  std::optional<Time> expires = {};
};

// Sums up a body that comes in pieces of any size.
class BodySum {
 public:
  BodySum();
  ~BodySum();
  BodySum(BodySum&&) noexcept;
  void add(std::string_view bytes);
  std::uint64_t size() const { return size_; }
  std::uint64_t hash() const;
  std::string block_table() const;  // 4 bytes a block, the last one included

 private:
  struct Hash;
  std::unique_ptr<Hash> hash_;
  std::uint64_t size_ = 0;
  std::uint32_t crc_ = 0;
  std::string table_;
};

// The place of the body in the file of such an entry.
std::uint64_t body_offset(const NewEntry& entry);
// What stands in front of the body; body_offset() bytes. `block_table` has 4 bytes for each block of the body.
std::string encode_head(const NewEntry& entry, std::string_view block_table, std::uint64_t body_hash);
// The same for a body at hand, into `out`, whose capacity is reused. Returns the body's hash.
std::uint64_t encode_head(const NewEntry& entry, std::string_view body, std::string& out);

// How many bytes of the file parse_head() needs. `start`: its first 64 bytes or more. nullopt: not the start of an
// entry, or not of a file of `file_size` bytes.
std::optional<std::size_t> head_size(std::string_view start, std::uint64_t file_size);
// nullopt when anything in it is not as encode_head() writes it, or is damaged. `start`: the first head_size() bytes of
// the file or more; the views of the answer point into it.
std::optional<Head> parse_head(std::string_view start, std::uint64_t file_size);
// Whether these are the bytes of block `index` of the body.
bool block_holds(const Head& head, std::size_t index, std::string_view bytes);
bool body_holds(const Head& head, std::string_view body);  // all of its blocks

// XXH3-128 of the key, and the name that it gives to the file: "xx/yyyy…", 2 and 30 hex digits.
struct KeyHash {
  std::uint64_t high = 0, low = 0;
  friend auto operator<=>(const KeyHash&, const KeyHash&) = default;
};
KeyHash hash_key(std::string_view key);
std::string to_hex(const KeyHash& hash);                       // 32 digits
std::optional<KeyHash> parse_key_hash(std::string_view text);  // of to_hex()

// Errors: invalid_cache_namespace, invalid_cache_key, invalid_cache_tag, invalid_cache_content_type.
Result<void> check_namespace(std::string_view name);
Result<void> check_key(std::string_view key);
Result<void> check_tag(std::string_view tag);
Result<void> check_meta(const Meta& meta);

}  // namespace tenstone::file_cache
