// The scalars of a JSON text: strings, which are unescaped in their place, and exact numbers.
#pragma once
#include <bit>
#include <cstdlib>
#include <cstring>

#include "tenstone/json_schema/document.hpp"

namespace tenstone::json_schema {

using validation::kInvalidJson;

// Stands on a byte of a text that is followed by 16 bytes of 0. Each read moves behind what it read; false: the text is
// refused. code() says why; where it is no JSON, validation::find_json_fault() finds the place.
class Scanner {
 public:
  const ErrorCode& code() const { return *code_; }
  std::size_t offset() const { return static_cast<std::size_t>(p_ - begin_); }

 protected:
  bool fault(const ErrorCode& code, char* at) {
    code_ = &code;
    p_ = at;
    return false;
  }
  Scanner(char* text, std::size_t size) : begin_(text), p_(text), end_(text + size) {}
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  // Writes where it begins and its size into `node`.
  bool string(Node& node) {
    char* const start = ++p_;
    std::uint64_t found = 0;
    while ((found = run_ends(p_)) == 0) p_ += 8;
    p_ += std::countr_zero(found) / 8;
    if (*p_ == '"') return ends(node, start, p_);
    return escaped(node, start, p_);
  }
  bool number(Node& node) {
    char* const start = p_;
    const bool negative = *p_ == '-';
    if (negative) ++p_;
    if (!is_digit(*p_)) return false;
    char* const whole = p_;
    std::uint64_t coefficient = 0;
    int digits = 0;  // significant ones
    const auto run = [&] {
      for (; is_digit(*p_); ++p_) {
        digits += digits > 0 || *p_ != '0';
        if (digits <= kMostDigits) coefficient = coefficient * 10 + static_cast<std::uint64_t>(*p_ - '0');
      }
    };
    if (*p_ == '0')
      ++p_;
    else
      run();
    char* const whole_end = p_;
    std::int64_t exponent = 0;
    if (*p_ == '.') {
      if (!is_digit(*++p_)) return false;
      run();
      exponent = -(p_ - whole_end - 1);
    }
    const char* const fraction_end = p_;
    if ((*p_ | 0x20) == 'e') {
      ++p_;
      const bool below = *p_ == '-';
      if (below || *p_ == '+') ++p_;
      if (!is_digit(*p_)) return false;
      while (*p_ == '0') ++p_;
      std::int64_t written = 0;
      const char* const first = p_;
      for (; is_digit(*p_); ++p_)
        if (p_ - first < kMostExponentDigits) written = written * 10 + (*p_ - '0');
      if (p_ - first > kMostExponentDigits && digits > 0) return fault(kLimitExponent, start);
      exponent += below ? -written : written;
    }
    if (std::abs(exponent) > kMostExponent) return fault(kLimitExponent, start);
    if (digits > kMostDigits) return long_number(node, start, whole, whole_end, fraction_end, exponent);
    settle(node, coefficient, exponent, negative);
    return true;
  }

  char* const begin_;
  char* p_;
  char* const end_;

 private:
  static constexpr int kMostDigits = 18;
  static constexpr int kMostExponentDigits = 9;
  static constexpr std::int64_t kMostExponent = 2'000'000'000;

  // Bit 7 of the first of 8 bytes that is a quote, a backslash or a control character; 0: none is. Bits above it may be
  // wrong, since a borrow comes from such a byte.
  static std::uint64_t run_ends(const char* at) {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, 8);
    constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
    const auto zero = [](std::uint64_t x) { return (x - kOnes) & ~x & kHighs; };
    const std::uint64_t control = (bytes - kOnes * 0x20) & ~bytes & kHighs;
    return zero(bytes ^ (kOnes * '"')) | zero(bytes ^ (kOnes * '\\')) | control;
  }

  bool ends(Node& node, char* start, const char* end) {
    ++p_;
    node.text = start;
    node.size = static_cast<std::uint32_t>(end - start);
    return true;
  }
  bool escaped(Node& node, char* start, char* out) {
    while (*p_ != '"') {
      if (static_cast<unsigned char>(*p_) < 0x20) return false;
      if (*p_ != '\\') {
        *out++ = *p_++;
        continue;
      }
      constexpr std::string_view kNames = "\"\\/bfnrt", kMeans = "\"\\/\b\f\n\r\t";
      ++p_;
      if (*p_ == 'u') {
        if (!code_point(out)) return false;
      } else {
        const std::size_t which = *p_ == '\0' ? kNames.npos : kNames.find(*p_);
        if (which == kNames.npos) return false;
        *out++ = kMeans[which];
        ++p_;
      }
    }
    return ends(node, start, out);
  }
  bool hex4(std::uint32_t& out) {
    out = 0;
    for (int i = 0; i < 4; ++i, ++p_) {
      const char lower = static_cast<char>(*p_ | 0x20);
      if (!is_digit(*p_) && (lower < 'a' || lower > 'f')) return false;
      out = out * 16 + static_cast<std::uint32_t>(is_digit(*p_) ? *p_ - '0' : lower - 'a' + 10);
    }
    return true;
  }
  bool code_point(char*& out) {
    std::uint32_t code = 0, low = 0;
    ++p_;
    if (!hex4(code)) return false;
    if (code >= 0xD800 && code < 0xE000) {
      if (code >= 0xDC00 || p_[0] != '\\' || p_[1] != 'u') return false;
      p_ += 2;
      if (!hex4(low)) return false;
      if (low < 0xDC00 || low >= 0xE000) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    const auto put = [&](std::uint32_t byte) { *out++ = static_cast<char>(byte); };
    if (code < 0x80) return put(code), true;
    if (code < 0x800) {
      put(0xC0 | code >> 6);
    } else {
      if (code < 0x10000) {
        put(0xE0 | code >> 12);
      } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
      }
      put(0x80 | (code >> 6 & 0x3F));
    }
    return put(0x80 | (code & 0x3F)), true;
  }

  static void settle(Node& node, std::uint64_t coefficient, std::int64_t exponent, bool negative) {
    if (coefficient == 0) exponent = 0;
    while (coefficient != 0 && coefficient % 10 == 0) coefficient /= 10, ++exponent;
    node.coefficient = negative ? -static_cast<std::int64_t>(coefficient) : static_cast<std::int64_t>(coefficient);
    node.exponent = static_cast<std::int32_t>(exponent);
    node.size = 0;
  }
  // Its digits are written over the number itself, without point and zeros at both ends.
  static bool long_number(Node& node, char* start, const char* whole, const char* whole_end, const char* end,
                          std::int64_t exponent) {
    const bool negative = *start == '-';
    char* out = start + (negative ? 1 : 0);
    char* const first = out;
    for (const char* in = whole; in != end; ++in)
      if (in != whole_end && (out != first || *in != '0')) *out++ = *in;
    while (out[-1] == '0') --out, ++exponent;
    if (out - first <= kMostDigits) {
      std::uint64_t coefficient = 0;
      for (const char* in = first; in != out; ++in)
        coefficient = coefficient * 10 + static_cast<std::uint64_t>(*in - '0');
      settle(node, coefficient, exponent, negative);
      return true;
    }
    node.kind = Kind::LongNumber;
    node.text = start;
    node.size = static_cast<std::uint32_t>(out - start);
    node.exponent = static_cast<std::int32_t>(exponent);
    return true;
  }

  const ErrorCode* code_ = &kInvalidJson;
};

}  // namespace tenstone::json_schema
