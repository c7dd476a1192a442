// The lengths are compared with what is there before they are used, in 64 bits, so that their sum cannot wrap. The
// check comes before the key: of a damaged file nothing counts.
#pragma once
#include "../file.hpp"

namespace solution {

inline std::optional<std::string_view> read(std::string_view file, std::string_view key) {
  using exercise::number_at, exercise::kHeader;
  if (file.size() < kHeader) return std::nullopt;
  const std::uint64_t key_size = number_at(file, 4), body_size = number_at(file, 8);
  if (kHeader + key_size + body_size != file.size()) return std::nullopt;
  if (tenstone::crc32(file.substr(4)) != number_at(file, 0)) return std::nullopt;
  if (file.substr(kHeader, key_size) != key) return std::nullopt;
  return file.substr(kHeader + key_size);
}

}  // namespace solution
