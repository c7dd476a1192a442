#include "hashing.hpp"

#include <array>
#include <charconv>
#include <fmt/core.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "bytes.hpp"
#include "tenstone/core/crc32c.hpp"
#include "tenstone/file_cache/entry.hpp"

namespace tenstone::file_cache {

std::uint64_t hash_body(std::string_view body) { return XXH3_64bits(body.data(), body.size()); }

KeyHash hash_key(std::string_view key) {
  const XXH128_hash_t hash = XXH3_128bits(key.data(), key.size());
  return {hash.high64, hash.low64};
}

std::string to_hex(const KeyHash& hash) { return fmt::format("{:016x}{:016x}", hash.high, hash.low); }

std::optional<KeyHash> parse_key_hash(std::string_view text) {
  if (text.size() != 32) return std::nullopt;
  for (const char c : text)
    if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return std::nullopt;
  KeyHash hash;
  std::from_chars(text.data(), text.data() + 16, hash.high, 16);
  std::from_chars(text.data() + 16, text.data() + 32, hash.low, 16);
  return hash;
}

struct BodySum::Hash {
  Hash() { XXH3_64bits_reset(&state); }
  XXH3_state_t state;
};

BodySum::BodySum() : hash_(std::make_unique<Hash>()) {}
BodySum::~BodySum() = default;
BodySum::BodySum(BodySum&&) noexcept = default;

void BodySum::add(std::string_view bytes) {
  XXH3_64bits_update(&hash_->state, bytes.data(), bytes.size());
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, kBlockBytes - size_ % kBlockBytes);
    crc_ = crc32c(part, crc_);
    size_ += part.size();
    bytes.remove_prefix(part.size());
    if (size_ % kBlockBytes == 0) append(table_, std::exchange(crc_, 0));
  }
}

std::uint64_t BodySum::hash() const { return XXH3_64bits_digest(&hash_->state); }

std::string BodySum::block_table() const {
  std::string table = table_;
  if (size_ % kBlockBytes != 0) append(table, crc_);
  return table;
}

}  // namespace tenstone::file_cache
