#include "utf8.hpp"

#include <cstdint>

namespace tenstone::auth {
namespace {

// The length of the sequence that `lead` begins; 0: it begins none.
std::size_t length_of(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

// RFC 3629 §4: the second byte has a smaller range after these.
bool second_fits(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second <= 0x9F;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second <= 0x8F;
    default: return true;
  }
}

}  // namespace

std::optional<std::size_t> count_code_points(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    const std::size_t length = length_of(at(i));
    if (length == 0 || i + length > text.size()) return std::nullopt;
    for (std::size_t j = 1; j < length; ++j)
      if ((at(i + j) & 0xC0) != 0x80) return std::nullopt;
    if (length > 1 && !second_fits(at(i), at(i + 1))) return std::nullopt;
    i += length;
  }
  return count;
}

}  // namespace tenstone::auth
