// Numbers as the bytes of files: little endian, unaligned.
#pragma once
#include <bit>
#include <concepts>
#include <cstring>
#include <string>
#include <string_view>

namespace tenstone::backup {

template <std::unsigned_integral T>
T load(const char* at) {
  T value{};
  std::memcpy(&value, at, sizeof value);
  if constexpr (std::endian::native == std::endian::big) return std::byteswap(value);
  return value;
}

template <std::unsigned_integral T>
void append(std::string& out, T value) {
  if constexpr (std::endian::native == std::endian::big) value = std::byteswap(value);
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof bytes);
}

}  // namespace tenstone::backup
