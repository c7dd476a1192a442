// Exact decimal numbers, for money and quantities. Nothing here is floating point.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone {

inline const ErrorCode kDecimalOverflow{ErrorKind::Invalid, "decimal_overflow",
                                        "The number would have more than 18 digits"};

// coefficient / 10^scale: 12.50 is {1250, 2}. Invariants: the coefficient has at most 18 digits; scale, the number of
// digits behind the point, is 0 to 18. The scale is kept as it was given: 12.5 and 12.50 are equal and print as they
// were written.
class Decimal {
 public:
  static constexpr int kMaxDigits = 18;
  static constexpr std::int64_t kMaxCoefficient = 999'999'999'999'999'999;

  constexpr Decimal() = default;  // 0
  // Throws std::out_of_range when the invariants do not hold; in a constant expression that does not compile.
  constexpr explicit Decimal(std::int64_t coefficient, int scale = 0) : coefficient_(coefficient), scale_(scale) {
    if (coefficient > kMaxCoefficient || coefficient < -kMaxCoefficient || scale < 0 || scale > kMaxDigits) refuse();
  }

  constexpr std::int64_t coefficient() const { return coefficient_; }
  constexpr int scale() const { return scale_; }

  // By value.
  friend std::weak_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

 private:
  [[noreturn]] static void refuse();

  std::int64_t coefficient_ = 0;
  int scale_ = 0;
};

// "-12.50". The exact inverse of parse_decimal().
std::string to_string(const Decimal& value);
// An optional "-", digits without leading zeros, and, behind a point, at least one digit. Nothing when the text is not
// that, or has more than 18 digits.
std::optional<Decimal> parse_decimal(std::string_view text);

// Exact; the scale is the larger one of the two. Error: decimal_overflow, the result at that scale has more than 18
// digits.
Result<Decimal> add(const Decimal& a, const Decimal& b);
Result<Decimal> subtract(const Decimal& a, const Decimal& b);
Result<Decimal> multiply(const Decimal& a, std::int64_t factor);  // keeps the scale

}  // namespace tenstone
