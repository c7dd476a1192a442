#include "tenstone/log_view/stamp.hpp"

#include <algorithm>
#include <array>

namespace tenstone::log_view {
namespace {

using namespace std::chrono;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}
bool take_number(std::string_view& text, std::size_t digits, int& out) {
  if (text.size() < digits) return false;
  out = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return false;
    out = out * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return true;
}
// One of names of three letters that follow one another; its index.
int take_name(std::string_view& text, std::string_view names) {
  if (text.size() < 3) return -1;
  const std::size_t at = names.find(text.substr(0, 3));
  if (at == names.npos || at % 3 != 0) return -1;
  text.remove_prefix(3);
  return static_cast<int>(at / 3);
}
microseconds take_fraction(std::string_view& text) {
  if (text.size() < 2 || (text[0] != '.' && text[0] != ',') || !is_digit(text[1])) return {};
  text.remove_prefix(1);
  int value = 0, count = 0;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++count)
    if (count < 6) value = value * 10 + (text.front() - '0');
  for (; count < 6; ++count) value *= 10;
  return microseconds(value);
}

struct NamedZone {
  std::string_view name;
  int hours;
};
// Only names that one zone has: "IST" and "CST" are left out.
constexpr std::array kZones{NamedZone{"UTC", 0},  NamedZone{"GMT", 0},  NamedZone{"CET", 1},  NamedZone{"CEST", 2},
                            NamedZone{"EET", 2},  NamedZone{"EEST", 3}, NamedZone{"WET", 0},  NamedZone{"WEST", 1},
                            NamedZone{"MSK", 3},  NamedZone{"EST", -5}, NamedZone{"EDT", -4}, NamedZone{"CDT", -5},
                            NamedZone{"MST", -7}, NamedZone{"MDT", -6}, NamedZone{"PST", -8}, NamedZone{"PDT", -7},
                            NamedZone{"JST", 9},  NamedZone{"KST", 9}};

// The offset from UTC. Text that is no zone stays, the spaces before it too.
std::optional<minutes> take_zone(std::string_view& text) {
  std::string_view rest = text;
  while (take(rest, ' ')) {
  }
  if (rest.empty()) return std::nullopt;
  const auto ends = [&](std::size_t at) { return rest.size() == at || !(rest[at] >= 'A' && rest[at] <= 'Z'); };
  if ((rest.front() == 'Z' || rest.front() == 'z') && ends(1)) {
    text = rest.substr(1);
    return minutes(0);
  }
  for (const NamedZone& zone : kZones)
    if (rest.front() == zone.name.front() && rest.starts_with(zone.name) && ends(zone.name.size())) {
      text = rest.substr(zone.name.size());
      return hours(zone.hours);
    }
  const bool west = rest.front() == '-';
  int hour = 0, minute = 0;
  if ((!west && rest.front() != '+') || (rest.remove_prefix(1), !take_number(rest, 2, hour))) return std::nullopt;
  const bool colon = take(rest, ':');
  if (!take_number(rest, 2, minute)) {
    if (colon) return std::nullopt;
    minute = 0;
  }
  if (hour > 23 || minute > 59 || (!rest.empty() && is_digit(rest.front()))) return std::nullopt;
  text = rest;
  return minutes((west ? -1 : 1) * (hour * 60 + minute));
}

std::size_t number_length(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  if (size > 0 && size + 1 < text.size() && text[size] == '.' && is_digit(text[size + 1]))
    for (++size; size < text.size() && is_digit(text[size]);) ++size;
  return size;
}

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec", kWeekdays = "MonTueWedThuFriSatSun";

struct Parts {
  int year = -1, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  microseconds fraction{};
  std::optional<minutes> zone;
  std::optional<Time> instant;
};

bool take_part(std::string_view& text, char form, Parts& out) {
  switch (form) {
    case 'Y': return take_number(text, 4, out.year);
    case 'y': return take_number(text, 2, out.year) && (out.year += out.year < 70 ? 2000 : 1900, true);
    case 'm': return take_number(text, 2, out.month);
    case 'b': return (out.month = take_name(text, kMonths) + 1) > 0;
    case 'a': return take_name(text, kWeekdays) >= 0;
    case 'd': return take_number(text, 2, out.day);
    case 'e': return take_number(text, 2, out.day) || take_number(text, 1, out.day);
    case 'H': return take_number(text, 2, out.hour);
    case 'M': return take_number(text, 2, out.minute);
    case 'S': return take_number(text, 2, out.second);
    case 'f': return out.fraction = take_fraction(text), true;
    case 'Z': return out.zone = take_zone(text), true;
    case 'T': return take(text, 'T') || take(text, ' ') || take(text, 't');
    case 'E': {
      const std::size_t size = number_length(text);
      if (size < 9) return false;  // before 1973: another number
      out.instant = parse_epoch(text.substr(0, size));
      text.remove_prefix(size);
      return out.instant.has_value();
    }
    case ' ': {
      if (!take(text, ' ')) return false;
      while (take(text, ' ')) {
      }
      return true;
    }
    default: return take(text, form);
  }
}

}  // namespace

bool read_stamp(std::string_view& text, std::string_view form, Stamp& out) {
  Parts parts;
  for (const char c : form)
    if (!take_part(text, c, parts)) return false;
  out = Stamp{};
  if (parts.instant) {
    out.instant = parts.instant;
    return true;
  }
  if (parts.hour > 23 || parts.minute > 59 || parts.second > 60) return false;
  const year_month_day date(year(parts.year < 0 ? 2000 : parts.year), month(static_cast<unsigned>(parts.month)),
                            day(static_cast<unsigned>(parts.day)));
  if (!date.ok()) return false;
  const microseconds of_day = hours(parts.hour) + minutes(parts.minute) + seconds(parts.second) + parts.fraction;
  if (parts.year >= 0 && parts.zone) {
    out.instant = Time(sys_days(date)) + of_day - *parts.zone;
    return true;
  }
  out.month = static_cast<unsigned>(parts.month);
  out.day = static_cast<unsigned>(parts.day);
  out.time_of_day = of_day;
  out.has_zone = parts.zone.has_value();
  if (parts.zone) out.time_of_day -= *parts.zone;
  if (parts.year >= 0) out.year = parts.year;
  return true;
}

std::optional<Time> parse_epoch(std::string_view text) {
  if (text.empty() || number_length(text) != text.size()) return std::nullopt;
  const std::size_t point = std::min(text.find('.'), text.size());
  if (point > 19) return std::nullopt;
  std::uint64_t whole = 0;
  for (const char c : text.substr(0, point)) whole = whole * 10 + static_cast<std::uint64_t>(c - '0');
  if (whole > INT64_MAX) return std::nullopt;
  std::string_view rest = text.substr(point);
  const microseconds fraction = take_fraction(rest);  // of the unit
  const auto count = static_cast<std::int64_t>(whole);
  if (count < 100'000'000'000) return Time(seconds(count) + fraction);
  if (count < 100'000'000'000'000) return Time(milliseconds(count) + fraction / 1000);
  if (count < 100'000'000'000'000'000) return Time(microseconds(count));
  return Time(microseconds(count / 1000));
}

}  // namespace tenstone::log_view
