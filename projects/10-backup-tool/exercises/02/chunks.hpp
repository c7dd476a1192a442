// Exercise 02: cuts that are found again.
//
// This cuts every kAverage bytes. One byte that is inserted at the beginning moves all bytes behind it, so every chunk
// is another one. Change chunks() so that the content decides where a chunk ends:
//
// - a hash goes over the bytes: hash = (hash << 1) + kGear[byte];
// - no chunk ends before it has kMin bytes;
// - until it has kAverage bytes it ends behind a byte where the bits kHarder of the hash are 0, from there on where the
//   bits kEasier are 0, so that most chunks are about as long as the average;
// - it ends at kMax bytes in any case.
#pragma once
#include "gear.hpp"

namespace stub {

// All bytes, in their order. The last chunk is what is left; of nothing there is no chunk.
inline std::vector<std::string_view> chunks(std::string_view bytes) {
  std::vector<std::string_view> all;
  while (!bytes.empty()) {
    all.push_back(bytes.substr(0, exercise::kAverage));
    bytes.remove_prefix(all.back().size());
  }
  return all;
}

}  // namespace stub
