// What is looked for in a JSON text before it is unescaped.
#pragma once
#include <string_view>

namespace tenstone::validation {

// Stops at the first difference, so never runs past the closing quote. Faster than memcmp: keys are short.
inline bool same(const char* raw, std::string_view key) {
  for (const char c : key)
    if (*raw++ != c) return false;
  return *raw == '"';
}

inline bool holds_nul_escape(std::string_view text) {
  constexpr std::string_view kEscape = "\\u0000";
  for (std::size_t i = text.find(kEscape); i != text.npos; i = text.find(kEscape, i + 1)) {
    std::size_t before = i;
    while (before > 0 && text[before - 1] == '\\') --before;
    if ((i - before) % 2 == 0) return true;
  }
  return false;
}

}  // namespace tenstone::validation
