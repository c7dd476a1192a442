// What both answers to exercise 02 work with.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace exercise {

// The sizes of chunks: none but the last one is shorter than kMin or longer than kMax.
constexpr std::size_t kMin = 256, kAverage = 1024, kMax = 4096;

// A number for each value of a byte, without a pattern.
using Gear = std::array<std::uint64_t, 256>;
constexpr Gear make_gear() {
  Gear gear{};
  std::uint64_t state = 1;
  for (auto& each : gear) {  // splitmix64
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    each = z ^ (z >> 31);
  }
  return gear;
}
inline constexpr Gear kGear = make_gear();

// A hash has 0 in these bits with the probability 1 : 4,096 (kHarder) or 1 : 256 (kEasier). They are the upper bits,
// which depend on the last 64 bytes; a lower bit of the hash depends on few of them.
constexpr std::uint64_t kHarder = ~std::uint64_t{0} << (64 - 12), kEasier = ~std::uint64_t{0} << (64 - 8);

}  // namespace exercise
