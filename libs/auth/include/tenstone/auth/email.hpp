#pragma once
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone::auth {

// An address in its two forms. Two addresses are the same account when `normal` is equal.
struct Email {
  std::string normal;   // trimmed, ASCII letters in lower case; other bytes as they came
  std::string display;  // trimmed only: as it was typed
};

// Takes UTF-8 of at most 254 bytes (RFC 5321 §4.5.3.1.3, less the angle brackets) with something on both sides of its
// last @ and neither spaces nor control characters inside. Whether mail arrives there is for a mail to find out.
// Error: email_invalid.
Result<Email> parse_email(std::string_view text);

}  // namespace tenstone::auth
