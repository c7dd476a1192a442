#include "chunker.hpp"

#include <algorithm>
#include <bit>

namespace tenstone::backup {
namespace {

constexpr std::size_t kWindow = 64;  // bytes that the hash depends on
constexpr std::uint64_t upper_bits(int count) { return ~std::uint64_t{0} << (64 - count); }
constexpr int kAverageBits = std::countr_zero(kAverageChunk);
constexpr std::uint64_t kHarder = upper_bits(kAverageBits + 2), kEasier = upper_bits(kAverageBits - 2);

}  // namespace

std::size_t Chunker::scan(std::string_view bytes) {
  std::size_t at = 0;
  std::uint64_t hash = hash_;
  // How many bytes of `bytes` are left before the chunk is `size` long.
  const auto until = [&](std::size_t size) {
    return at + std::min(bytes.size() - at, size - std::min(size, length_ + at));
  };
  // [snippet:cut]
  const auto hashed = [&](std::size_t end, std::uint64_t mask) {
    while (at < end) {
      hash = (hash << 1) + table_[static_cast<unsigned char>(bytes[at++])];
      if ((hash & mask) == 0) return true;
    }
    return false;
  };
  // [/snippet:cut]
  at = until(kMinChunk - kWindow);
  for (const std::size_t end = until(kMinChunk - 1); at < end; ++at)
    hash = (hash << 1) + table_[static_cast<unsigned char>(bytes[at])];
  cut_ = hashed(until(kAverageChunk), kHarder) || hashed(until(kMaxChunk), kEasier) || length_ + at == kMaxChunk;
  length_ += at;
  hash_ = hash;
  return at;
}

}  // namespace tenstone::backup
