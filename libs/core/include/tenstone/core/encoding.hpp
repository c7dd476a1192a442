// Bytes as text and back.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tenstone {

std::string to_hex(std::string_view bytes);  // lower case
std::optional<std::string> from_hex(std::string_view text);

// RFC 4648 §4, with padding.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);  // strict: all of the padding, no spare bits

// RFC 4648 §5 without padding.
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);  // strict: no padding, no spare bits

}  // namespace tenstone
