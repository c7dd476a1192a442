// Where a text stops being JSON. For the message about a text that a reader has refused: readers that are fast do not
// know the place.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/error.hpp"

namespace tenstone::validation {

// Line and column of a byte, both from 1. A column counts characters (code points).
struct TextPosition {
  std::size_t line, column;
};
TextPosition position_in(std::string_view text, std::size_t offset);

struct JsonFault {
  std::size_t offset;  // of the first byte that cannot stand there
  std::string message;
};
// By RFC 8259 and UTF-8, any value being the root, however deep; surrogates stand in pairs. nullopt: it is JSON.
std::optional<JsonFault> find_json_fault(std::string_view text);

// Has the place at the front of its message, and as the members "line" and "column".
Error error_at(const ErrorCode& code, std::string_view text, std::size_t offset, std::string_view message);

}  // namespace tenstone::validation
