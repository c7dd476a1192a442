// What both answers to exercise 01 work with.
#pragma once
#include <cstdint>

namespace exercise {

constexpr std::uint32_t kMost = 3;  // a count goes no further

}  // namespace exercise
