#include "tenstone/validation/rules.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>

#include "tenstone/validation/json_writer.hpp"

namespace tenstone::validation {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// "1 to 20 characters", "at most 8 items", "at least 3 items"
std::string amount(std::size_t least, std::size_t most, std::string_view what) {
  if (least == 0) return fmt::format("must have at most {} {}", most, what);
  if (least == most) return fmt::format("must have exactly {} {}", least, what);
  return fmt::format("must have {} to {} {}", least, most, what);
}

std::string plain(double value) {  // 1000000, not 1e+06
  constexpr double kExact = 9007199254740992.0;
  if (value == std::trunc(value) && std::abs(value) <= kExact)
    return fmt::format("{}", static_cast<std::int64_t>(value));
  return fmt::format("{}", value);
}

}  // namespace

void Text::settle(std::string& value, const At& at, Issues& issues) const {
  if (trims) {
    value.erase(value.find_last_not_of(kSpace) + 1);
    value.erase(0, value.find_first_not_of(kSpace));
  }
  if (lowers)
    for (char& c : value)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (is_length_unsure(value)) {
    const auto is_first = [](char c) { return (c & 0xC0) != 0x80; };
    const auto points = static_cast<std::size_t>(std::ranges::count_if(value, is_first));
    if (points < shortest || points > longest) {
      const bool by_default = longest == kMaxCharacters && points > longest;
      return issues.add(at, by_default ? "limit_string" : "length", amount(shortest, longest, "characters"));
    }
  }
  if (format != TextFormat::None) {
    const FormatRule& rule = rule_of(format);
    if (!rule.holds(value))
      return issues.add(at, rule.code, rule.message, JsonObject().set(rule.keyword, std::string(rule.value)).json());
  }
  if (shape.matches != nullptr && !shape.matches(value))
    issues.add(at, "pattern", fmt::format("must match the pattern {}", shape.source),
               JsonObject().say("pattern", exported_pattern(shape.source)).json());
}

void add_range_issue(const At& at, std::string_view code, double lowest, double highest, Issues& issues) {
  issues.add(at, code, fmt::format("must be in the range {} to {}", plain(lowest), plain(highest)));
}

void add_items_issue(const At& at, std::size_t fewest, std::size_t most, bool by_default, Issues& issues) {
  issues.add(at, by_default ? "limit_items" : "items", amount(fewest, most, "items"));
}

}  // namespace tenstone::validation
