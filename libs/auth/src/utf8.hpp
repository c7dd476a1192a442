#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace tenstone::auth {

// How many code points `text` has; nothing when it is not UTF-8 (RFC 3629: no overlong forms, no surrogates).
std::optional<std::size_t> count_code_points(std::string_view text);

}  // namespace tenstone::auth
