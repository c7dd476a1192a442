#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tenstone::auth {

// Text as code points; nothing when it is not UTF-8 (RFC 3629: no overlong forms, no surrogates).
std::optional<std::u32string> code_points(std::string_view text);
std::string to_utf8(std::u32string_view text);

// How many code points `text` has; nothing when it is not UTF-8.
std::optional<std::size_t> count_code_points(std::string_view text);

// Unicode normalisation forms (UAX #15). Nothing when `text` is not UTF-8.
std::optional<std::string> nfc(std::string_view text);
std::optional<std::string> nfkc(std::string_view text);

// A letter, a mark that combines with one, or a decimal digit, of any script. Not one that nobody sees.
bool is_word_character(char32_t c);
// A control or format character (also those that turn the direction of writing), a space, one that nobody sees, or one
// that Unicode has not assigned.
bool is_unprintable(char32_t c);
// In lower case, one code point for one; a final sigma becomes the other one.
char32_t lower_case(char32_t c);

}  // namespace tenstone::auth
