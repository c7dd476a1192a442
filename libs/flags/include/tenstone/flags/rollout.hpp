// Who is in a rollout. Pure.
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

// Whether `unit` (a user's id) is among the `share` of `flag`. Each unit has a point of [0, 2^32) for each flag, which
// is in when it is below share · 2^32: raising the share moves nobody out, lowering it nobody in, and two flags divide
// people differently. 0 and kEverybody are exact.
bool in_rollout(std::string_view flag, std::string_view unit, int share);

// "20%", "0.5%", "33.333%", with at most three digits behind the point; nothing when it is not one from 0 to 100.
std::optional<int> parse_share(std::string_view text);
std::string share_text(int share);

}  // namespace tenstone::flags
