#include "tenstone/validation/rules.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/core.h>

namespace tenstone::validation {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

bool letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return letter_or_digit(c) || c == '-'; });
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == text.npos || at > 64 || text.size() > 254) return false;
  constexpr std::string_view kPunctuation = ".!#$%&'*+/=?^_`{|}~-";
  const auto local = [&](char c) { return letter_or_digit(c) || kPunctuation.contains(c); };
  if (!std::ranges::all_of(text.substr(0, at), local)) return false;
  std::size_t labels = 0;
  for (std::string_view rest = text.substr(at + 1);; ++labels) {
    const std::size_t dot = rest.find('.');
    if (!is_label(rest.substr(0, dot))) return false;
    if (dot == rest.npos) return labels > 0;
    rest.remove_prefix(dot + 1);
  }
}

// "1 to 20 characters", "at most 8 items", "at least 3 items"
std::string amount(std::size_t least, std::size_t most, std::string_view what) {
  if (least == 0) return fmt::format("must have at most {} {}", most, what);
  if (least == most) return fmt::format("must have exactly {} {}", least, what);
  return fmt::format("must have {} to {} {}", least, most, what);
}

std::string plain(double value) {  // 1000000, not 1e+06
  constexpr double kExact = 9007199254740992.0;
  if (value == std::trunc(value) && std::abs(value) <= kExact)
    return fmt::format("{}", static_cast<std::int64_t>(value));
  return fmt::format("{}", value);
}

}  // namespace

void Text::settle(std::string& value, const At& at, Issues& issues) const {
  if (trims) {
    value.erase(value.find_last_not_of(kSpace) + 1);
    value.erase(0, value.find_first_not_of(kSpace));
  }
  if (lowers)
    for (char& c : value)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const auto points = static_cast<std::size_t>(std::ranges::count_if(value, [](char c) { return (c & 0xC0) != 0x80; }));
  if (points < shortest || points > longest) {
    const bool by_default = longest == kMaxCharacters && points > longest;
    issues.add(at, by_default ? "limit_string" : "length", amount(shortest, longest, "characters"));
  } else if (emails && !is_email(value)) {
    issues.add(at, "email", "must be an e-mail address such as mia@example.org");
  }
}

void add_range_issue(const At& at, std::string_view code, double lowest, double highest, Issues& issues) {
  issues.add(at, code, fmt::format("must be in the range {} to {}", plain(lowest), plain(highest)));
}

void add_items_issue(const At& at, std::size_t fewest, std::size_t most, bool by_default, Issues& issues) {
  issues.add(at, by_default ? "limit_items" : "items", amount(fewest, most, "items"));
}

}  // namespace tenstone::validation
