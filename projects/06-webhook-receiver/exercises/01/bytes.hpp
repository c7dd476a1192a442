// What both answers to exercise 01 work with.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"

namespace exercise {

// What a request is signed with: HMAC-SHA-256 of its bytes, 32 raw bytes.
inline std::string mac(std::string_view secret, std::string_view bytes) {
  return tenstone::HmacSha256(secret)({bytes});
}

// Bytes that count how often they are looked at: who measures time sees the same.
class Watched {
 public:
  explicit Watched(std::string bytes) : bytes_(std::move(bytes)) {}
  std::size_t size() const { return bytes_.size(); }
  unsigned char operator[](std::size_t i) const {
    ++looks_;
    return static_cast<unsigned char>(bytes_[i]);
  }
  std::size_t looks() const { return looks_; }

 private:
  std::string bytes_;
  mutable std::size_t looks_ = 0;
};

}  // namespace exercise
