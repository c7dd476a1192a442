#pragma once
#include <cstdint>
#include <string>

namespace tenstone::file_cache {

// Bytes that look random and are the same in each run.
inline std::string filled(std::size_t size, std::uint64_t seed) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    byte = static_cast<char>(seed >> 56);
  }
  return bytes;
}

}  // namespace tenstone::file_cache
