// One chunk in a pack: compressed by zstd if that gains 3 %, then sealed by AES-256-GCM (NIST SP 800-38D).
//
// header (48 bytes): "TSBB", u8 1, u8 encoding, u16 0, u32 sealed bytes, u32 plain bytes, chunk id; then the sealed
// bytes, the last 16 of which are the tag. The header is authenticated with them. The nonce is the place in the pack,
// and each pack has a key of its own: no nonce is used twice under a key.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "chunk_id.hpp"
#include "keys.hpp"

namespace tenstone::backup {

inline constexpr std::size_t kBlobHeader = 48, kTag = 16;  // bytes
inline constexpr std::size_t kMaxPlain = 64 * 1024;        // of a blob

enum class Encoding : std::uint8_t { Plain, Zstd };

struct BlobHeader {
  Encoding encoding = Encoding::Plain;
  std::uint32_t sealed = 0;  // bytes behind the header, with the tag
  std::uint32_t plain = 0;
  ChunkId id{};
};
void append_blob_header(std::string& out, const BlobHeader& header);
std::optional<BlobHeader> parse_blob_header(std::string_view bytes);  // nullopt: it is none

// AES-256-GCM under the key of one pack. Used by one thread.
class PackCipher {
 public:
  explicit PackCipher(const Key& key);
  ~PackCipher();
  PackCipher(PackCipher&&) noexcept;
  PackCipher& operator=(PackCipher&&) noexcept;

  // Appends the encrypted bytes and the tag. `out` must not be what `plain` or `header` lie in.
  void seal(std::string_view plain, std::string_view header, std::uint64_t place, std::string& out);
  // False: not what was sealed there.
  bool open(std::string_view sealed, std::string_view header, std::uint64_t place, std::string& out);

 private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
};

// zstd with its working memory. Used by one thread.
class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(Compressor&&) noexcept;
  Compressor& operator=(Compressor&&) noexcept;

  // "" when it would not gain 3 %. Valid until the next call.
  std::string_view compress(std::string_view plain);
  // False: it is not zstd, or not of this size.
  bool decompress(std::string_view bytes, std::size_t size, std::string& out);

 private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
};

}  // namespace tenstone::backup
