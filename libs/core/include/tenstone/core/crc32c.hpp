#pragma once
#include <cstdint>
#include <string_view>

namespace tenstone {

// CRC-32C (Castagnoli, RFC 3720 appendix B.4): a check against damage on disks and wires, not against people.
//
// By the processor's own instruction where it has one (x86-64 with SSE 4.2, found at run time; ARM when compiled for
// it), otherwise by tables. Every way gives the same number. Safe on every thread at once; never fails.
std::uint32_t crc32c(std::string_view bytes);
// Goes on: crc32c(b, crc32c(a)) is crc32c of a followed by b. 0 is the sum of nothing.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before);

}  // namespace tenstone
