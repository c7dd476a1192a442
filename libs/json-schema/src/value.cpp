#include "value.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace tenstone::json_schema {
namespace {

__extension__ using Wide = unsigned __int128;

// A number's digits without its sign. Number and LongNumber look alike here.
struct Digits {
  explicit Digits(const Node& value) {
    if (value.kind == Kind::LongNumber) {
      text = value.view();
    } else {
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, value.coefficient).ptr;
      text = {buffer, static_cast<std::size_t>(end - buffer)};
    }
    sign = text == "0" ? 0 : text.front() == '-' ? -1 : 1;
    if (sign < 0) text.remove_prefix(1);
    magnitude = std::int64_t{value.exponent} + static_cast<std::int64_t>(text.size());
  }
  Digits(const Digits&) = delete;

  char buffer[24];
  std::string_view text;
  int sign;
  std::int64_t magnitude;  // 0.digits * 10^magnitude
};

std::uint64_t times(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) {
  return static_cast<std::uint64_t>(Wide{a} * b % modulus);
}

std::uint64_t power_of_ten(std::int64_t exponent, std::uint64_t modulus) {
  std::uint64_t out = 1 % modulus;
  for (std::uint64_t base = 10 % modulus; exponent > 0; exponent /= 2, base = times(base, base, modulus))
    if (exponent % 2 != 0) out = times(out, base, modulus);
  return out;
}

// Of two Numbers whose exponents are at most 18 apart: written with the smaller one, both fit into 128 bits.
std::optional<std::strong_ordering> compare_near(const Node& a, const Node& b) {
  __extension__ using Signed = __int128;
  if (a.kind != Kind::Number || b.kind != Kind::Number) return std::nullopt;
  const std::int64_t apart = std::int64_t{a.exponent} - b.exponent;
  if (apart < -18 || apart > 18) return std::nullopt;
  Signed x = a.coefficient, y = b.coefficient;
  for (std::int64_t i = 0; i < apart; ++i) x *= 10;
  for (std::int64_t i = 0; i > apart; --i) y *= 10;
  return x < y ? std::strong_ordering::less : x > y ? std::strong_ordering::greater : std::strong_ordering::equal;
}

using Members = std::vector<const Node*>;  // keys

// By key; a document has no key twice.
Members sorted(const Node& object) {
  Members keys;
  keys.reserve(object.size);
  for (const Node* key = &object + 1; key != object.next(); key = key[1].next()) keys.push_back(key);
  std::ranges::sort(keys, {}, [](const Node* key) { return key->view(); });
  return keys;
}

bool equal_objects(const Node& a, const Node& b) {
  const auto same = [](const Node* x, const Node* y) {
    return x->hash == y->hash && same_text(*x, *y) && equal(x[1], y[1]);
  };
  if (const Node *x = &a + 1, *y = &b + 1; x->hash == y->hash && same_text(*x, *y)) {  // most often in one order
    for (; x != a.next() && same(x, y); x = x[1].next(), y = y[1].next()) {
    }
    if (x == a.next()) return true;
  }
  return std::ranges::equal(sorted(a), sorted(b), same);
}

}  // namespace

std::strong_ordering compare_numbers(const Node& a, const Node& b) {
  if (a.kind == Kind::Number && b.kind == Kind::Number && a.exponent == b.exponent)
    return a.coefficient <=> b.coefficient;
  if (const auto order = compare_near(a, b)) return *order;
  const Digits x(a), y(b);
  if (x.sign != y.sign || x.sign == 0) return x.sign <=> y.sign;
  const auto smaller = x.magnitude != y.magnitude ? x.magnitude <=> y.magnitude : x.text <=> y.text;
  return x.sign > 0 ? smaller : 0 <=> smaller;
}

// Neither coefficient ends in 0. So where `of` has the larger exponent, only 0 is a multiple: any other would end in 0.
bool is_multiple(const Node& value, const Node& of) {
  const auto modulus = static_cast<std::uint64_t>(of.coefficient);
  if (value.kind == Kind::Number && value.coefficient == 0) return true;
  const std::int64_t shift = std::int64_t{value.exponent} - of.exponent;
  if (shift < 0) return false;
  std::uint64_t rest = 0;
  if (value.kind == Kind::Number) {
    const std::int64_t coefficient = value.coefficient;
    rest = static_cast<std::uint64_t>(coefficient < 0 ? -coefficient : coefficient) % modulus;
  } else {
    for (const char c : Digits(value).text)
      rest = static_cast<std::uint64_t>((Wide{rest} * 10 + static_cast<unsigned>(c - '0')) % modulus);
  }
  if (rest == 0 || shift == 0) return rest == 0;
  return times(rest, power_of_ten(shift, modulus), modulus) == 0;
}

bool equal(const Node& a, const Node& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case Kind::Null:
    case Kind::False:
    case Kind::True: return true;
    case Kind::Number: return a.coefficient == b.coefficient && a.exponent == b.exponent;
    case Kind::LongNumber: return a.exponent == b.exponent && a.view() == b.view();
    case Kind::String: return same_text(a, b);
    case Kind::Array:
      if (a.size != b.size || a.span != b.span) return false;
      for (const Node *x = &a + 1, *y = &b + 1; x != a.next(); x = x->next(), y = y->next())
        if (!equal(*x, *y)) return false;
      return true;
    case Kind::Object: return a.size == b.size && a.span == b.span && (a.size == 0 || equal_objects(a, b));
  }
  return false;
}

std::uint64_t hash_value(const Node& value) {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio
  const auto spread = [](std::uint64_t x) { return (x ^ (x >> 29)) * kOdd; };
  const auto kind = static_cast<std::uint64_t>(value.kind);
  std::uint64_t sum = 0;
  switch (value.kind) {
    case Kind::Null:
    case Kind::False:
    case Kind::True: return spread(kind);
    case Kind::Number:
      return spread(static_cast<std::uint64_t>(value.coefficient) * kOdd + static_cast<std::uint32_t>(value.exponent));
    case Kind::LongNumber: return spread(hash_text(value.view()) + static_cast<std::uint32_t>(value.exponent));
    case Kind::String: return hash_text(value.view());
    case Kind::Array:
      for (const Node* each = &value + 1; each != value.next(); each = each->next())
        sum = spread(sum + hash_value(*each));
      return spread(sum + kind);
    case Kind::Object:
      for (const Node* key = &value + 1; key != value.next(); key = key[1].next())
        sum += spread(hash_value(key[1]) ^ (key->hash * kOdd));
      return spread(sum + kind);
  }
  return 0;
}

}  // namespace tenstone::json_schema
