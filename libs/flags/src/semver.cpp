#include "semver.hpp"

#include <algorithm>

namespace tenstone::flags {
namespace {

constexpr std::size_t kMostDigits = 18;  // fit into 64 bits

bool is_semver_digit(char c) { return c >= '0' && c <= '9'; }
bool is_numeric(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_semver_digit); }

std::string_view next_identifier(std::string_view& rest) {
  const auto dot = rest.find('.');
  const std::string_view first = rest.substr(0, dot);
  rest = dot == rest.npos ? std::string_view() : rest.substr(dot + 1);
  return first;
}

bool are_identifiers(std::string_view text, bool leading_zeros) {
  if (text.empty() || text.ends_with('.')) return false;
  while (!text.empty()) {
    const std::string_view one = next_identifier(text);
    if (one.empty()) return false;
    for (const char c : one)
      if (!is_semver_digit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-') return false;
    if (!leading_zeros && is_numeric(one) && one.size() > 1 && one.front() == '0') return false;
  }
  return true;
}

std::strong_ordering compare_identifiers(std::string_view left, std::string_view right) {
  const bool left_numeric = is_numeric(left), right_numeric = is_numeric(right);
  if (left_numeric != right_numeric) return left_numeric ? std::strong_ordering::less : std::strong_ordering::greater;
  if (left_numeric && left.size() != right.size()) return left.size() <=> right.size();  // no leading zeros
  return left <=> right;
}

}  // namespace

std::optional<Semver> parse_semver(std::string_view text) {
  if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
  if (const auto plus = text.find('+'); plus != text.npos) {
    if (!are_identifiers(text.substr(plus + 1), true)) return std::nullopt;
    text = text.substr(0, plus);
  }
  Semver version;
  if (const auto minus = text.find('-'); minus != text.npos) {
    version.prerelease = text.substr(minus + 1);
    if (!are_identifiers(version.prerelease, false)) return std::nullopt;
    text = text.substr(0, minus);
  }
  if (text.ends_with('.')) return std::nullopt;
  for (std::uint64_t& number : version.numbers) {
    const std::string_view part = next_identifier(text);
    if (!is_numeric(part) || part.size() > kMostDigits || (part.size() > 1 && part.front() == '0')) return std::nullopt;
    for (const char c : part) number = number * 10 + static_cast<std::uint64_t>(c - '0');
    if (text.empty()) return version;
  }
  return std::nullopt;
}

std::strong_ordering compare(const Semver& left, const Semver& right) {
  if (const auto order = left.numbers <=> right.numbers; order != 0) return order;
  std::string_view a = left.prerelease, b = right.prerelease;
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();
  while (!a.empty() && !b.empty())
    if (const auto order = compare_identifiers(next_identifier(a), next_identifier(b)); order != 0) return order;
  return b.empty() <=> a.empty();
}

}  // namespace tenstone::flags
