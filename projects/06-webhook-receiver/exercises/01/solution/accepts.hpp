// Signs the bytes as they came, and compares all of them.
#pragma once
#include <string_view>

#include "../bytes.hpp"

namespace solution {

inline bool same(const exercise::Watched& expected, const exercise::Watched& shown) {
  if (expected.size() != shown.size()) return false;
  unsigned differs = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) differs |= static_cast<unsigned>(expected[i] ^ shown[i]);
  return differs == 0;
}

inline bool accepts(std::string_view secret, std::string_view body, std::string_view header) {
  if (!header.starts_with("sha256=")) return false;
  const auto signature = tenstone::from_hex(header.substr(7));
  return signature && same(exercise::Watched(exercise::mac(secret, body)), exercise::Watched(*signature));
}

}  // namespace solution
