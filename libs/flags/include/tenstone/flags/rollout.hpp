// The hash of splits, and shares as text. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenstone::flags {

// MurmurHash3_x86_32 by Austin Appleby (public domain), of bytes, with a seed.
std::uint32_t murmur3_32(std::string_view bytes, std::uint32_t seed = 0);

// Thousandths of a percent.
inline constexpr int kEverybody = 100'000;

// "20%", "0.5%", "33.333%", with at most three digits behind the point; nothing when it is not one from 0 to 100.
std::optional<int> parse_share(std::string_view text);
std::string share_text(int share);

}  // namespace tenstone::flags
