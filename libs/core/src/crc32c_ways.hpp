// The ways to compute a CRC-32C, by name, so that tests compare them. Without the inversions before and after.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tenstone::crc32c_ways {

bool has_instruction();
std::uint32_t by_instruction(const char* at, std::size_t size, std::uint32_t sum);  // only if has_instruction()
std::uint32_t by_table(const char* at, std::size_t size, std::uint32_t sum);

}  // namespace tenstone::crc32c_ways
