#include "tenstone/validation/rules.hpp"

#include <algorithm>
#include <fmt/format.h>

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

// Issues are on the path of every bad request, so their texts are appended: no JsonObject, no format string.
void add_member(std::string& out, std::string_view name, std::string_view json) {
  write_key(out, name);
  out += json;
}
std::string params_of(std::string_view name, std::string_view json) {
  std::string out = "{";
  add_member(out, name, json);
  return out += '}';
}

std::string size_params(std::string_view fewest_name, std::string_view most_name, std::size_t fewest,
                        std::size_t most) {
  std::string out = "{";
  if (fewest > 0) add_member(out, fewest_name, std::to_string(fewest));
  add_member(out, most_name, std::to_string(most));
  return out += '}';
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
  if (uppers)
    for (char& c : value)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (changes != nullptr) changes(value);
  if (is_length_unsure(value)) {
    const auto is_first = [](char c) { return (c & 0xC0) != 0x80; };
    const auto points = static_cast<std::size_t>(std::ranges::count_if(value, is_first));
    if (points < shortest || points > longest) {
      const bool by_default = longest == kMaxCharacters && points > longest;
      return issues.add(at, by_default ? "limit_string" : "length", amount(shortest, longest, "characters"),
                        size_params("minLength", "maxLength", shortest, longest));
    }
  }
  if (format != TextFormat::None) {
    const FormatRule& rule = rule_of(format);
    if (!rule.holds(value)) return issues.add(at, rule.code, rule.message, params_of(rule.keyword, rule.value));
  }
  if (shape.matches != nullptr && !shape.matches(value)) {
    std::string json;
    write_string(json, exported_pattern(shape.source));
    issues.add(at, "pattern", std::string("must match the pattern ").append(shape.source), params_of("pattern", json));
  }
}

std::string range_text(const NumberLimits& limits) {
  if (!limits.lowest.empty() && !limits.highest.empty() && !limits.above && !limits.below)
    return std::string("must be in the range ").append(limits.lowest).append(" to ").append(limits.highest);
  std::string out = "must be ";
  if (!limits.lowest.empty()) out += (limits.above ? "above " : "at least ") + limits.lowest;
  if (!limits.lowest.empty() && !limits.highest.empty()) out += " and ";
  if (!limits.highest.empty()) out += (limits.below ? "below " : "at most ") + limits.highest;
  return out;
}

void add_range_issue(const At& at, std::string_view code, const NumberLimits& limits, Issues& issues) {
  std::string params = "{";
  if (!limits.lowest.empty()) add_member(params, limits.above ? "exclusiveMinimum" : "minimum", limits.lowest);
  if (!limits.highest.empty()) add_member(params, limits.below ? "exclusiveMaximum" : "maximum", limits.highest);
  issues.add(at, code, range_text(limits), params += '}');
}

void add_multiple_issue(const At& at, std::string unit, Issues& issues) {
  const std::string message = fmt::format("must be a multiple of {}", unit);
  issues.add(at, "multiple_of", message, params_of("multipleOf", unit));
}

void add_enum_issue(const At& at, std::string_view code, std::span<const std::string_view> known, Issues& issues) {
  std::vector<std::string> all;
  for (const std::string_view name : known) write_string(all.emplace_back(), name);
  issues.add(at, code, fmt::format("must be one of: {}", fmt::join(known, ", ")), params_of("enum", json_array(all)));
}

void add_items_issue(const At& at, std::size_t fewest, std::size_t most, std::size_t limit, bool members,
                     Issues& issues) {
  issues.add(at, most == limit ? "limit_items" : "items", amount(fewest, most, "items"),
             members ? size_params("minProperties", "maxProperties", fewest, most)
                     : size_params("minItems", "maxItems", fewest, most));
}

}  // namespace tenstone::validation
