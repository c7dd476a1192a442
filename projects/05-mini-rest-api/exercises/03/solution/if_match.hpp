// Reads tag by tag. The whole header is read before it is believed.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace solution {

// Takes `text` off the start of `rest`, if it is there.
inline bool take(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

inline void skip_blanks(std::string_view& rest) {
  while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
}

// What may stand between the quotes of a tag (etagc, RFC 9110 8.8.3).
inline bool is_tag(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != 0x7f; });
}

inline bool covers(std::string_view rest, std::int64_t version) {
  if (rest == "*") return true;
  const std::string own = std::to_string(version);
  bool found = false;
  for (;;) {
    skip_blanks(rest);
    if (take(rest, ",")) continue;  // between tags; two of them are allowed, too (RFC 9110 5.6.1.2)
    if (rest.empty()) return found;
    const bool weak = take(rest, "W/");
    if (!take(rest, "\"")) return false;
    const auto end = rest.find('"');
    if (end == std::string_view::npos || !is_tag(rest.substr(0, end))) return false;
    found = found || (!weak && rest.substr(0, end) == own);
    rest.remove_prefix(end + 1);
    skip_blanks(rest);
    if (!rest.empty() && !rest.starts_with(',')) return false;
  }
}

}  // namespace solution
