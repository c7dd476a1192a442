#include "yaml_scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "tenstone/validation/json_writer.hpp"

namespace tenstone::platform {
namespace {

using Kind = YamlScalar::Kind;

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, text) != words.end();
}

// Takes the digits that `rest` begins with.
std::string_view take_digits(std::string_view& rest) {
  const std::string_view digits = rest.substr(0, rest.find_first_not_of("0123456789"));
  rest.remove_prefix(digits.size());
  return digits;
}

// 0x1F, 0o17: without a sign.
std::optional<YamlScalar> based_number(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  if (!hexadecimal && !text.starts_with("0o")) return std::nullopt;
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 2, end, value, hexadecimal ? 16 : 8);
  if (stop != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error == std::errc()) return YamlScalar{Kind::Integer, std::to_string(value)};
  return YamlScalar{Kind::NotJson, "a number of more than 64 bits must be written in decimal"};
}

// [-+]? ( [0-9]+ ( . [0-9]* )? | . [0-9]+ ) ( [eE] [-+]? [0-9]+ )?
std::optional<YamlScalar> decimal_number(std::string_view text) {
  std::string json = text.starts_with('-') ? "-" : "";
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::string_view whole = take_digits(text);
  Kind kind = Kind::Integer;
  std::string_view fraction;
  if (text.starts_with('.')) {
    kind = Kind::Float;
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
  json += whole.empty() ? "0" : whole;
  if (kind == Kind::Float) json.append(1, '.').append(fraction.empty() ? "0" : fraction);
  if (text.starts_with('e') || text.starts_with('E')) {
    kind = Kind::Float;
    text.remove_prefix(1);
    json += 'e';
    if (text.starts_with('-') || text.starts_with('+')) {
      json += text.front();
      text.remove_prefix(1);
    }
    const std::string_view exponent = take_digits(text);
    if (exponent.empty()) return std::nullopt;
    json += exponent;
  }
  if (!text.empty()) return std::nullopt;
  return YamlScalar{kind, std::move(json)};
}

bool is_infinite_or_nan(std::string_view text) {
  if (is_one_of<3>(text, {".nan", ".NaN", ".NAN"})) return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return is_one_of<3>(text, {".inf", ".Inf", ".INF"});
}

}  // namespace

YamlScalar plain_scalar(std::string_view text) {
  if (is_one_of<5>(text, {"", "~", "null", "Null", "NULL"})) return {Kind::Null, "null"};
  if (is_one_of<3>(text, {"true", "True", "TRUE"})) return {Kind::Boolean, "true"};
  if (is_one_of<3>(text, {"false", "False", "FALSE"})) return {Kind::Boolean, "false"};
  if (auto number = based_number(text)) return *std::move(number);
  if (auto number = decimal_number(text)) return *std::move(number);
  if (is_infinite_or_nan(text)) return {Kind::NotJson, "JSON has no such number: put a text in quotes"};
  YamlScalar out{Kind::Text, {}};
  validation::write_string(out.json, text);
  return out;
}

}  // namespace tenstone::platform
