#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tenstone::webhooks {

// RFC 4648 §4, with padding.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);  // strict: all of the padding, no spare bits

}  // namespace tenstone::webhooks
