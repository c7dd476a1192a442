#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tenstone {

// 32 raw bytes.
std::string sha256(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// 20 raw bytes. A name that others demand (Redis' scripts), never a protection: SHA-1 is broken.
std::string sha1(std::string_view bytes);

// CRC-32 (IEEE 802.3): a check against typing errors, not against people.
std::uint32_t crc32(std::string_view bytes);

// Takes the same time wherever they differ. False when their lengths differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace tenstone
