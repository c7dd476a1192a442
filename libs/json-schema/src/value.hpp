// Values as JSON Schema compares them: numbers by their value, objects without an order.
#pragma once
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>

#include "tenstone/json_schema/document.hpp"

namespace tenstone::json_schema {

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

inline bool is_number(const Node& value) { return value.kind == Kind::Number || value.kind == Kind::LongNumber; }
// A number without a fraction is kNumber | kInteger.
inline std::uint8_t types_of(const Node& value) {
  switch (value.kind) {
    case Kind::Null: return kNull;
    case Kind::False:
    case Kind::True: return kBoolean;
    case Kind::Number:
    case Kind::LongNumber: return value.exponent >= 0 ? kNumber | kInteger : kNumber;
    case Kind::String: return kString;
    case Kind::Array: return kArray;
    case Kind::Object: return kObject;
  }
  return 0;
}

// Whether two Strings or keys are the same. Reads up to 7 bytes behind them: a Document has them.
inline bool same_text(const Node& a, const Node& b) {
  static_assert(std::endian::native == std::endian::little);
  if (a.size != b.size) return false;
  const auto differing = [&](std::size_t at) {
    std::uint64_t x = 0, y = 0;
    std::memcpy(&x, a.text + at, 8);
    std::memcpy(&y, b.text + at, 8);
    return x ^ y;
  };
  std::size_t at = 0;
  for (; at + 8 <= a.size; at += 8)
    if (differing(at) != 0) return false;
  return at == a.size || differing(at) << (64 - 8 * (a.size - at)) == 0;
}

// Of two numbers. Exact, linear in their digits.
std::strong_ordering compare_numbers(const Node& a, const Node& b);
// `of` is a Number above 0, so of at most 18 digits. Exact.
bool is_multiple(const Node& value, const Node& of);

bool equal(const Node& a, const Node& b);
// Equal values have equal hashes.
std::uint64_t hash_value(const Node& value);

// What looking at all of a value costs, in steps (CheckLimits).
inline std::uint64_t weight_of(const Node& value) {
  std::uint64_t out = 0;
  for (const Node* each = &value; each != value.next(); ++each)
    out += each->kind == Kind::String || each->kind == Kind::LongNumber ? 1 + each->size / 64 : 1;
  return out;
}

inline std::uint64_t code_points(std::string_view utf8) {
  std::uint64_t count = 0;
  for (const char c : utf8) count += (c & 0xC0) != 0x80;
  return count;
}

}  // namespace tenstone::json_schema
