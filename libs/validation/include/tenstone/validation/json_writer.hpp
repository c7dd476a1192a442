// JSON as text: the pieces from which codecs write. Each appends to `out`.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tenstone::validation {

// Valid JSON for any bytes: what is no UTF-8 becomes U+FFFD, one for each bad byte.
void write_string(std::string& out, std::string_view text);
void write_number(std::string& out, std::int64_t value);
void write_number(std::string& out, std::uint64_t value);
void write_number(std::string& out, double value);       // shortest form; throws std::domain_error for NaN and infinity
void write_key(std::string& out, std::string_view key);  // with a comma before it, unless it is the object's first

}  // namespace tenstone::validation
