#pragma once
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "tenstone/flags/context.hpp"

namespace tenstone::flags {

// The unit that an attribute is for a split, as text; nothing: it is none. The text lies in the attribute or in
// `digits`.
inline std::optional<std::string_view> unit_of(const Attribute* attribute, std::array<char, 32>& digits) {
  using Kind = Attribute::Kind;
  if (!attribute) return std::nullopt;
  switch (attribute->kind) {
    case Kind::Text: return attribute->text.empty() ? std::nullopt : std::optional(attribute->text);
    case Kind::Boolean: return attribute->truth ? "true" : "false";
    case Kind::Number: {
      const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), attribute->number + 0.0);
      return std::string_view(digits.data(), written.ptr);
    }
    case Kind::Null:
    case Kind::List: break;
  }
  return std::nullopt;
}

}  // namespace tenstone::flags
