// What both answers to exercise 03 work with.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace exercise {

// The columns of a row, in their order. Nothing: NULL, which is not the empty text.
using Row = std::vector<std::optional<std::string>>;

// Two texts that differ have, for all that an accident can do, two hashes.
inline std::uint64_t hash(std::string_view text) {
  std::uint64_t state = 0xcbf29ce484222325 ^ text.size();
  for (const char byte : text) {
    state = (state ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    state ^= state >> 32;
  }
  state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
  state = (state ^ (state >> 27)) * 0x94d049bb133111eb;
  return state ^ (state >> 31);
}

}  // namespace exercise
