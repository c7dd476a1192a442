// A JSON number as its digits, so that nothing is rounded.
#pragma once
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

namespace tenstone::validation {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct JsonNumber {
  bool negative = false;
  std::string_view whole, fraction;  // digits
  std::int64_t exponent = 0;         // as written; beyond +-10^9 only its sign is right
};

// Reads the number that `text` begins with and moves `text` behind it. Not a number (RFC 8259 §6): the digit or sign
// that is missing, and `text` stands where; else "".
inline std::string_view take_number(std::string_view& text, JsonNumber& out) {
  const auto next_is = [&](std::string_view any) { return !text.empty() && any.contains(text.front()); };
  const auto digits = [&] {
    std::size_t size = 0;
    while (size < text.size() && is_digit(text[size])) ++size;
    const std::string_view run = text.substr(0, size);
    text.remove_prefix(size);
    return run;
  };
  out.negative = next_is("-");
  if (out.negative) text.remove_prefix(1);
  if (next_is("0")) {
    out.whole = text.substr(0, 1);
    text.remove_prefix(1);
  } else if (out.whole = digits(); out.whole.empty()) {
    return "a digit";
  }
  if (next_is(".")) {
    text.remove_prefix(1);
    if (out.fraction = digits(); out.fraction.empty()) return "a digit behind the point";
  }
  if (next_is("eE")) {
    constexpr std::int64_t kFar = 1'000'000'000;
    text.remove_prefix(1);
    const bool below = next_is("-");
    if (next_is("+-")) text.remove_prefix(1);
    const std::string_view power = digits();
    if (power.empty()) return "a digit of the exponent";
    for (const char c : power) out.exponent = out.exponent > kFar ? out.exponent : out.exponent * 10 + (c - '0');
    if (below) out.exponent = -out.exponent;
  }
  return {};
}

enum class Whole : std::uint8_t { Yes, HasFraction, TooLarge };

// Exactly the number as an integer.
template <class N>
Whole to_whole(const JsonNumber& number, N& out) {
  std::uint64_t value = 0;
  std::int64_t zeros = number.exponent - static_cast<std::int64_t>(number.fraction.size());  // that follow the digits
  bool large = false;
  const auto add = [&](char digit) {
    large = large || __builtin_mul_overflow(value, std::uint64_t{10}, &value) ||
            __builtin_add_overflow(value, static_cast<std::uint64_t>(digit - '0'), &value);
  };
  const auto last_digit = [&](std::size_t back) {
    return back < number.fraction.size() ? number.fraction[number.fraction.size() - 1 - back]
                                         : number.whole[number.whole.size() - 1 - (back - number.fraction.size())];
  };
  const std::size_t count = number.whole.size() + number.fraction.size();
  std::size_t cut = 0;  // digits at the end that stand behind the point
  for (; zeros < 0 && cut < count; ++cut, ++zeros)
    if (last_digit(cut) != '0') return Whole::HasFraction;
  for (std::size_t back = count; back > cut; --back) add(last_digit(back - 1));
  for (; zeros > 0 && value != 0 && !large; --zeros) add('0');
  if constexpr (std::is_signed_v<N>) {
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<N>::max());
    if (large || value > kMost + (number.negative ? 1 : 0)) return Whole::TooLarge;
    out = number.negative ? static_cast<N>(~value + 1) : static_cast<N>(value);
  } else {
    if (large || (number.negative && value != 0)) return Whole::TooLarge;
    out = value;
  }
  return Whole::Yes;
}

// Digits in front of the point and behind it when it is written without an exponent.
inline std::uint64_t written_out(const JsonNumber& number) {
  const auto behind = static_cast<std::int64_t>(number.fraction.size()) - number.exponent;
  const auto before = static_cast<std::int64_t>(number.whole.size()) + number.exponent;
  return static_cast<std::uint64_t>((behind > 0 ? behind : 0) + (before > 1 ? before : 1));
}

}  // namespace tenstone::validation
