// MurmurHash3_x86_32 in pieces: the hash of "salt." is kept, and each unit is added to a copy of it.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "tenstone/flags/rollout.hpp"

namespace tenstone::flags {

class Murmur3 {
 public:
  explicit Murmur3(std::uint32_t seed = 0) : hash_(seed) {}

  Murmur3& add(std::string_view bytes) {
    static_assert(std::endian::native == std::endian::little);
    size_ += static_cast<std::uint32_t>(bytes.size());
    for (; pending_ > 0 && !bytes.empty(); bytes.remove_prefix(1)) push(bytes.front());
    for (; bytes.size() >= 4; bytes.remove_prefix(4)) {
      std::uint32_t block = 0;
      std::memcpy(&block, bytes.data(), 4);
      mix(block);
    }
    for (const char c : bytes) push(c);
    return *this;
  }
  std::uint32_t finish() const {
    std::uint32_t hash = hash_ ^ std::rotl(tail_ * kFirst, 15) * kSecond;
    hash ^= size_;
    hash = (hash ^ hash >> 16) * 0x85ebca6b;
    hash = (hash ^ hash >> 13) * 0xc2b2ae35;
    return hash ^ hash >> 16;
  }

 private:
  static constexpr std::uint32_t kFirst = 0xcc9e2d51, kSecond = 0x1b873593;

  void mix(std::uint32_t block) {
    hash_ ^= std::rotl(block * kFirst, 15) * kSecond;
    hash_ = std::rotl(hash_, 13) * 5 + 0xe6546b64;
  }
  void push(char c) {
    tail_ |= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8 * pending_;
    if (++pending_ < 4) return;
    mix(tail_);
    tail_ = pending_ = 0;
  }

  std::uint32_t hash_, tail_ = 0, pending_ = 0, size_ = 0;  // tail_: `pending_` bytes that are no block yet
};

// Between a salt and a unit.
inline constexpr std::string_view kSaltEnd("\0", 1);

// 0 to kEverybody - 1: equal parts of [0, 2^32).
inline int point_of_hash(std::uint32_t hash) {
  return static_cast<int>(static_cast<std::uint64_t>(hash) * kEverybody >> 32);
}

}  // namespace tenstone::flags
