// The formats of JSON Schema 2020-12 (Validation §7.3), all of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace tenstone::json_schema {

using FormatCheck = bool (*)(std::string_view);
struct SchemaFormat {
  std::string_view name;
  FormatCheck holds;
};
std::optional<std::uint32_t> format_of(std::string_view name);
const SchemaFormat& format_at(std::uint32_t number);

}  // namespace tenstone::json_schema
