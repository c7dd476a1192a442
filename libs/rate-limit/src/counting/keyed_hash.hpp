#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "tenstone/core/random.hpp"

namespace tenstone::rate_limit {

// SipHash-1-3 (Aumasson and Bernstein, 2012) under a key of this object's own: who chooses the subjects cannot choose
// which of them meet.
class KeyedHash {
 public:
  KeyedHash() { random_bytes(std::as_writable_bytes(std::span(key_))); }
  explicit KeyedHash(std::array<std::uint64_t, 2> key) : key_(key) {}

  std::uint64_t operator()(std::string_view text) const {
    Lanes v{key_[0] ^ 0x736f6d6570736575, key_[1] ^ 0x646f72616e646f6d, key_[0] ^ 0x6c7967656e657261,
            key_[1] ^ 0x7465646279746573};
    const std::uint64_t length = text.size();
    for (; text.size() >= 8; text.remove_prefix(8)) v.take(word(text));
    v.take(length << 56 | word(text));
    v.c ^= 0xff;
    for (int i = 0; i < 3; ++i) v.round();
    return v.a ^ v.b ^ v.c ^ v.d;
  }

 private:
  struct Lanes {
    std::uint64_t a, b, c, d;
    void take(std::uint64_t input) {
      d ^= input;
      round();
      a ^= input;
    }
    void round() {
      a += b, b = std::rotl(b, 13) ^ a, a = std::rotl(a, 32);
      c += d, d = std::rotl(d, 16) ^ c;
      a += d, d = std::rotl(d, 21) ^ a;
      c += b, b = std::rotl(b, 17) ^ c, c = std::rotl(c, 32);
    }
  };
  // Up to eight bytes, little end first; zeros where there are none.
  static std::uint64_t word(std::string_view text) {
    std::uint64_t out = 0;
    std::memcpy(&out, text.data(), std::min<std::size_t>(8, text.size()));
    if constexpr (std::endian::native == std::endian::big) out = std::byteswap(out);
    return out;
  }

  std::array<std::uint64_t, 2> key_;
};

}  // namespace tenstone::rate_limit
