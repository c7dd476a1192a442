// Exercise 01: which request is signed.
//
// A sender signs the bytes that it sends, and writes "sha256=" and the signature as 64 lower-case hexadecimal digits
// into a header. accepts() has two faults that are found in real receivers:
//
//   - It tidies the body up before it signs it: a line break at the end, or blanks around it, are gone. Others parse
//     JSON and write it again. The sender signed what it sent, so a good request is refused, and a changed one
//     accepted.
//   - same() returns at the first byte that differs. Whoever measures how long a refusal takes learns the signature
//     byte by byte.
//
// Change accepts() so that it signs the body as it came, and same() so that it looks at every byte of both texts,
// wherever they differ. Texts of different lengths are not the same, and that may be seen. A header of another form is
// refused, as it is now.
#pragma once
#include <string_view>

#include "bytes.hpp"

namespace stub {

inline bool same(const exercise::Watched& expected, const exercise::Watched& shown) {
  if (expected.size() != shown.size()) return false;
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (expected[i] != shown[i]) return false;
  return true;
}

inline bool accepts(std::string_view secret, std::string_view body, std::string_view header) {
  while (body.ends_with('\n') || body.ends_with(' ')) body.remove_suffix(1);
  while (body.starts_with(' ')) body.remove_prefix(1);
  if (!header.starts_with("sha256=")) return false;
  const auto signature = tenstone::from_hex(header.substr(7));
  return signature && same(exercise::Watched(exercise::mac(secret, body)), exercise::Watched(*signature));
}

}  // namespace stub
