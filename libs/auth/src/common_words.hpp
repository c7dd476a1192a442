#pragma once
#include <cstddef>
#include <string_view>

namespace tenstone::auth {

inline constexpr std::size_t kLeastWord = 4;  // of the list, in bytes

// Whether `text` is an entry of the list of common passwords (data/common_passwords.txt): lower-case ASCII of at least
// kLeastWord bytes. A binary search in the program's own data: no heap memory.
bool is_common_word(std::string_view text);

}  // namespace tenstone::auth
