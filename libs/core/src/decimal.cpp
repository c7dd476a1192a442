#include "tenstone/core/decimal.hpp"

#include <algorithm>
#include <stdexcept>

namespace tenstone {
namespace {

__extension__ using Wide = __int128;  // holds a coefficient times 10^18, and the sum of two of these

Wide aligned(const Decimal& value, int scale) {
  Wide wide = value.coefficient();
  for (int digit = value.scale(); digit < scale; ++digit) wide *= 10;
  return wide;
}

Result<Decimal> checked(Wide coefficient, int scale) {
  if (coefficient > Decimal::kMaxCoefficient || coefficient < -Decimal::kMaxCoefficient) return kDecimalOverflow;
  return Decimal(static_cast<std::int64_t>(coefficient), scale);
}

bool digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void Decimal::refuse() { throw std::out_of_range("a Decimal has at most 18 digits and a scale of 0 to 18"); }

std::weak_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale(), b.scale());
  return aligned(a, scale) <=> aligned(b, scale);
}

std::string to_string(const Decimal& value) {
  const bool negative = value.coefficient() < 0;
  std::string text = std::to_string(negative ? -value.coefficient() : value.coefficient());
  const auto scale = static_cast<std::size_t>(value.scale());
  if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
  if (scale > 0) text.insert(text.size() - scale, 1, '.');
  return negative ? "-" + text : text;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == text.size() ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  if (point != text.size() && (fraction.empty() || fraction.size() > Decimal::kMaxDigits)) return std::nullopt;
  Wide coefficient = 0;
  for (const std::string_view part : {whole, fraction})
    for (const char c : part) {
      if (!digit(c)) return std::nullopt;
      coefficient = coefficient * 10 + (c - '0');
      if (coefficient > Decimal::kMaxCoefficient) return std::nullopt;
    }
  const auto value = static_cast<std::int64_t>(coefficient);
  return Decimal(negative ? -value : value, static_cast<int>(fraction.size()));
}

Result<Decimal> add(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale(), b.scale());
  return checked(aligned(a, scale) + aligned(b, scale), scale);
}

Result<Decimal> subtract(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale(), b.scale());
  return checked(aligned(a, scale) - aligned(b, scale), scale);
}

Result<Decimal> multiply(const Decimal& a, std::int64_t factor) {
  return checked(Wide{a.coefficient()} * factor, a.scale());
}

}  // namespace tenstone
