// JSON Pointers (RFC 6901) by their tokens.
#pragma once
#include <string>
#include <string_view>

#include "tenstone/json_schema/document.hpp"

namespace tenstone::json_schema {

// "/a~1b" behind a JSON Pointer.
void append_token(std::string& pointer, std::string_view token);
// "a~1b" to "a/b".
std::string unescaped_token(std::string_view token);
// nullptr: not an array, or the token is not the number of one of its items.
const Node* item_at(const Node& array, std::string_view token);

}  // namespace tenstone::json_schema
