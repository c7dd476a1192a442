// A pack: a file of about 16 MiB with many blobs.
//
// "TSBP0001", pack id (16 bytes) · blobs · the trailer: a sealed list of the blobs (u32 offset, u32 sealed bytes, u32
// plain bytes, chunk id for each), then "TSBT", u32 blobs, u32 sealed bytes of the list. A pack whose trailer is
// damaged can be read from its start, blob by blob.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "blob.hpp"
#include "chunk_id.hpp"

namespace tenstone::backup {

inline constexpr std::size_t kPackHeader = 24, kPackFooter = 12, kPackEntry = 44;  // bytes
inline constexpr std::size_t kPackSize = 16 * 1024 * 1024;                         // a pack that is so large is closed

struct PackEntry {
  ChunkId id{};
  std::uint32_t offset = 0;  // of the blob's header
  std::uint32_t sealed = 0;
  std::uint32_t plain = 0;
  friend bool operator==(const PackEntry&, const PackEntry&) = default;
};
struct PackContents {
  PackId id{};
  std::vector<PackEntry> entries = {};
};

void append_entries(std::string& out, std::span<const PackEntry> entries);
std::optional<std::vector<PackEntry>> parse_entries(std::string_view bytes);

// Collects the blobs of a pack in memory. Used by one thread.
class PackBuilder {
 public:
  explicit PackBuilder(const Keys& keys) : keys_(keys) {}

  void add(const ChunkId& id, std::string_view chunk);  // 1 byte to kMaxPlain
  bool empty() const { return contents_.entries.empty(); }
  bool full() const { return bytes_.size() >= kPackSize; }
  // Adds the trailer. The bytes are valid until clear(), after which the builder begins a new pack.
  std::string_view close();
  const PackContents& contents() const { return contents_; }
  void clear();

 private:
  void begin();

  const Keys& keys_;
  std::optional<PackCipher> cipher_;
  Compressor compressor_;
  std::string bytes_;
  PackContents contents_;
};

// The place of the trailer's list in a pack of `pack_size` bytes that ends with `footer` (kPackFooter bytes); nullopt:
// the pack has no trailer.
struct TrailerPlace {
  std::uint64_t offset, size;
};
std::optional<TrailerPlace> find_trailer(std::string_view footer, std::uint64_t pack_size);

// Reads blobs of one pack. Used by one thread.
class PackOpener {
 public:
  PackOpener(const Keys& keys, const PackId& pack) : keys_(keys), cipher_(keys.of_pack(pack)) {}

  // `blob`: header and sealed bytes. False: it is damaged, or not what `entry` says.
  bool open(const PackEntry& entry, std::string_view blob, Compressor& compressor, std::string& chunk);
  // From a pack's bytes; nullopt: the trailer is damaged.
  std::optional<std::vector<PackEntry>> trailer(std::string_view pack);
  std::optional<std::vector<PackEntry>> trailer(TrailerPlace place, std::string_view list, std::string_view footer);

 private:
  const Keys& keys_;
  PackCipher cipher_;
  std::string opened_;
};

// What is damaged in a pack that the index has. Empty: nothing; every byte was looked at.
struct PackFaults {
  std::vector<PackEntry> blobs = {};
  bool frame = false;  // its header, its trailer, or bytes that belong to nothing
};
PackFaults check_pack(const Keys& keys, const PackContents& expected, std::string_view pack);

// The blobs that are whole, without index and trailer: all those whose headers are found.
std::vector<PackEntry> scan_pack(const Keys& keys, const PackId& id, std::string_view pack);

}  // namespace tenstone::backup
