// Decimal in the binary format of numeric: numeric_send() in PostgreSQL's src/backend/utils/adt/numeric.c. Four int16
// (number of digits, weight of the first one, sign, scale), then the digits to the base 10,000.
#include <array>
#include <fmt/core.h>

#include "oids.hpp"
#include "tenstone/postgres/cell.hpp"

namespace tenstone::postgres {
namespace {

__extension__ using Wide = unsigned __int128;  // holds a coefficient whose fraction was filled up to whole digits

constexpr std::uint16_t kPositive = 0x0000, kNegative = 0x4000, kNan = 0xC000, kInfinity = 0xD000,
                        kMinusInfinity = 0xF000;
constexpr int kBase = 10'000, kBaseDigits = 4;
constexpr std::size_t kHeader = 8;

std::uint16_t word(std::string_view data, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<std::uint8_t>(data[at]) << 8 | static_cast<std::uint8_t>(data[at + 1]));
}

struct Numeric {
  int digits, weight;  // the first digit counts 10,000^weight
  std::uint16_t sign;
  int scale;
};

// Nothing: damaged.
std::optional<Numeric> header_of(std::string_view data) {
  if (data.size() < kHeader) return std::nullopt;
  const Numeric head{word(data, 0), static_cast<std::int16_t>(word(data, 2)), word(data, 4), word(data, 6)};
  if (data.size() != kHeader + 2 * static_cast<std::size_t>(head.digits)) return std::nullopt;
  return head;
}

// The value without its sign, times 10^scale. Nothing: too many digits.
std::optional<std::int64_t> coefficient_of(const Numeric& head, std::string_view digits) {
  constexpr auto kMost = static_cast<Wide>(Decimal::kMaxCoefficient);
  constexpr Wide kMostFilledUp = kMost * 1000 + 999;  // the last digit may hold up to three places behind the scale
  Wide value = 0;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    value = value * kBase + word(digits, i);
    if (value > kMostFilledUp) return std::nullopt;
  }
  int exponent = kBaseDigits * (head.weight - head.digits + 1) + head.scale;
  for (; exponent > 0 && value > 0 && value <= kMost; --exponent) value *= 10;
  for (; exponent < 0 && value > 0; ++exponent) value /= 10;  // zeros: the server keeps nothing behind the scale
  if (value > kMost) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace

void encode(std::string& out, const Decimal& value) {
  Wide rest = static_cast<Wide>(value.coefficient() < 0 ? -value.coefficient() : value.coefficient());
  int fraction = value.scale();
  for (; fraction % kBaseDigits != 0; ++fraction) rest *= 10;
  std::array<std::int16_t, 6> digits{};  // 18 + 3 places, from the last one on
  std::size_t count = 0;
  for (; rest > 0; rest /= kBase) digits.at(count++) = static_cast<std::int16_t>(rest % kBase);
  encode(out, static_cast<std::int16_t>(count));
  encode(out, static_cast<std::int16_t>(static_cast<int>(count) - fraction / kBaseDigits - 1));
  encode(out, static_cast<std::int16_t>(value.coefficient() < 0 ? kNegative : kPositive));
  encode(out, static_cast<std::int16_t>(value.scale()));
  while (count > 0) encode(out, digits.at(--count));
}

bool decode(const Cell& cell, Decimal& into) {
  const auto head = header_of(cell.data);
  if (!head || (head->sign != kPositive && head->sign != kNegative) || head->scale > Decimal::kMaxDigits) return false;
  const auto coefficient = coefficient_of(*head, cell.data.substr(kHeader));
  if (!coefficient) return false;
  into = Decimal(head->sign == kNegative ? -*coefficient : *coefficient, head->scale);
  return true;
}

std::string why_not(const Cell& cell) {
  if (cell.type >= oid::kFirstOfUsers || cell.type == oid::kText || cell.type == oid::kVarchar) {
    constexpr std::size_t kShown = 64;
    return fmt::format("is '{}', which the enumeration does not name", cell.data.substr(0, kShown));
  }
  const auto head = cell.type == oid::kNumeric ? header_of(cell.data) : std::nullopt;
  if (!head) return "is not a value of its type";
  if (head->sign == kNan) return "is NaN, which a Decimal cannot hold";
  if (head->sign == kInfinity || head->sign == kMinusInfinity) return "is infinite, which a Decimal cannot hold";
  return "has more than the 18 digits that a Decimal holds: round it in the SQL";
}

}  // namespace tenstone::postgres
