// What both answers to exercise 02 work with: the file of an entry.
//
//   u32 check | u32 length of the key | u32 length of the body | key | body
//
// Numbers are little endian; `check` is the CRC-32 of all that stands behind it.
#pragma once
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/hash.hpp"

namespace exercise {

constexpr std::size_t kHeader = 12;

inline std::uint32_t number_at(std::string_view file, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number |= std::uint32_t(static_cast<unsigned char>(file[at + i])) << (8 * i);
  return number;
}

inline std::string as_bytes(std::uint32_t number) {
  std::string bytes;
  for (int i = 0; i < 4; ++i, number >>= 8) bytes += static_cast<char>(number & 0xff);
  return bytes;
}

inline std::string write(std::string_view key, std::string_view body) {
  std::string rest =
      as_bytes(static_cast<std::uint32_t>(key.size())) + as_bytes(static_cast<std::uint32_t>(body.size()));
  rest.append(key).append(body);
  return as_bytes(tenstone::crc32(rest)) + rest;
}

}  // namespace exercise
