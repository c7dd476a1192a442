// What both answers to exercise 01 work with.
#pragma once
#include <cstdint>
#include <string_view>

#include "tenstone/flags/rollout.hpp"

namespace exercise {

// murmur3-32 of the bytes: any of the 2^32 numbers, each as likely as another.
inline std::uint32_t hash(std::string_view bytes) { return tenstone::flags::murmur3_32(bytes); }

inline constexpr int kEverybody = 100'000;  // thousandths of a percent

}  // namespace exercise
