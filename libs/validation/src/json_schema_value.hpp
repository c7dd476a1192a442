// Values as JSON Schema compares them: numbers by their value, objects without an order.
#pragma once
#include <compare>
#include <cstdint>

#include "tenstone/validation/json_document.hpp"

namespace tenstone::validation {

enum Type : std::uint8_t {
  kNull = 1,
  kBoolean = 2,
  kObject = 4,
  kArray = 8,
  kNumber = 16,
  kInteger = 32,
  kString = 64
};
inline constexpr std::uint8_t kAnyType = 127;

inline bool is_number(const JsonNode& value) {
  return value.kind == JsonKind::Number || value.kind == JsonKind::LongNumber;
}
// A number without a fraction is kNumber | kInteger.
inline std::uint8_t types_of(const JsonNode& value) {
  switch (value.kind) {
    case JsonKind::Null: return kNull;
    case JsonKind::False:
    case JsonKind::True: return kBoolean;
    case JsonKind::Number:
    case JsonKind::LongNumber: return value.exponent >= 0 ? kNumber | kInteger : kNumber;
    case JsonKind::String: return kString;
    case JsonKind::Array: return kArray;
    case JsonKind::Object: return kObject;
  }
  return 0;
}

// Of two numbers. Exact, linear in their digits.
std::strong_ordering compare_numbers(const JsonNode& a, const JsonNode& b);
// `of` is a Number above 0, so of at most 18 digits. Exact.
bool is_multiple(const JsonNode& value, const JsonNode& of);

bool equal(const JsonNode& a, const JsonNode& b);
// Equal values have equal hashes.
std::uint64_t hash_value(const JsonNode& value);

// What looking at all of a value costs, in steps (CheckLimits).
inline std::uint64_t weight_of(const JsonNode& value) {
  std::uint64_t out = 0;
  for (const JsonNode* each = &value; each != value.next(); ++each)
    out += each->kind == JsonKind::String || each->kind == JsonKind::LongNumber ? 1 + each->size / 64 : 1;
  return out;
}

inline std::uint64_t code_points(std::string_view utf8) {
  std::uint64_t count = 0;
  for (const char c : utf8) count += (c & 0xC0) != 0x80;
  return count;
}

}  // namespace tenstone::validation
