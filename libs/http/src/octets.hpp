#pragma once
#include <string_view>

namespace tenstone::http {

// No control byte; a tab is none.
inline bool is_text(char c) { return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t'; }

// A byte of a token (RFC 9110 §5.6.2).
inline bool is_token(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").contains(c));
}

}  // namespace tenstone::http
