#pragma once
#include <string>
#include <string_view>

#include "tenstone/logging/logger.hpp"

namespace tenstone::logging {

// Appends `text` as a JSON string. Bytes that are not UTF-8 become U+FFFD; all control characters (C0, DEL, C1) are
// escaped, so that a line is safe to show.
void append_string(std::string& out, std::string_view text);

// Appends `,"name":value`.
void append_field(std::string& out, const Field& field);

}  // namespace tenstone::logging
