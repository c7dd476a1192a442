// The shift moves a byte out of the hash after 64 steps, so two places with the same 64 bytes before them have the same
// hash. Behind an insertion the first such place that is a cut for both brings the cuts together again.
#pragma once
#include "../gear.hpp"

namespace solution {

inline std::size_t cut(std::string_view bytes) {
  std::uint64_t hash = 0;
  const std::size_t most = std::min(bytes.size(), exercise::kMax);
  for (std::size_t length = 1; length <= most; ++length) {
    hash = (hash << 1) + exercise::kGear[static_cast<unsigned char>(bytes[length - 1])];
    const std::uint64_t mask = length < exercise::kAverage ? exercise::kHarder : exercise::kEasier;
    if (length >= exercise::kMin && (hash & mask) == 0) return length;
  }
  return most;
}

inline std::vector<std::string_view> chunks(std::string_view bytes) {
  std::vector<std::string_view> all;
  while (!bytes.empty()) {
    all.push_back(bytes.substr(0, cut(bytes)));
    bytes.remove_prefix(all.back().size());
  }
  return all;
}

}  // namespace solution
