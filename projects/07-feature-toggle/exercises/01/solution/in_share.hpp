#pragma once
#include <string>
#include <string_view>

#include "../hash.hpp"

namespace solution {

inline int point(std::string_view salt, std::string_view unit) {
  std::string bytes(salt);
  bytes += '\0';
  bytes += unit;
  const std::uint64_t scaled = std::uint64_t{exercise::hash(bytes)} * exercise::kEverybody;  // needs more than 32 bits
  return static_cast<int>(scaled >> 32);
}

inline bool in_share(std::string_view salt, std::string_view unit, int share) { return point(salt, unit) < share; }

}  // namespace solution
