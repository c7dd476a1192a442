#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/encoding.hpp"

namespace tenstone::backup {

// HMAC-SHA-256 of a chunk's bytes: equal bytes have equal ids in one repository, and tell nothing without its key.
using ChunkId = std::array<std::uint8_t, 32>;
// Random: names a pack's file, and its key is derived from it.
using PackId = std::array<std::uint8_t, 16>;

template <std::size_t Size>
std::string_view bytes_of(const std::array<std::uint8_t, Size>& id) {
  return {reinterpret_cast<const char*>(id.data()), Size};
}

// `bytes` has the size of the id.
template <class Id>
Id id_from(std::string_view bytes) {
  Id id;
  std::memcpy(id.data(), bytes.data(), id.size());
  return id;
}

template <class Id>
std::optional<Id> id_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != Id().size()) return std::nullopt;
  return id_from<Id>(*bytes);
}

struct HashOfId {
  std::size_t operator()(const ChunkId& id) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, id.data(), sizeof hash);
    return hash;
  }
};

}  // namespace tenstone::backup
