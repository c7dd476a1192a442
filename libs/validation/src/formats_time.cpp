// Dates and times of RFC 3339, durations, UUIDs.
#include <algorithm>
#include <array>

#include "tenstone/validation/formats.hpp"

namespace tenstone::validation {
namespace {

bool is_decimal(char c) { return c >= '0' && c <= '9'; }
bool is_hexadecimal(char c) {
  static constexpr auto kHexadecimal = [] {
    std::array<bool, 256> out{};
    for (const char c : std::string_view("0123456789abcdefABCDEF")) out[static_cast<unsigned char>(c)] = true;
    return out;
  }();
  return kHexadecimal[static_cast<unsigned char>(c)];
}

// Takes `count` digits from the front; -1: they are not there.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count || !std::ranges::all_of(text.substr(0, count), is_decimal)) return -1;
  int out = 0;
  for (const char c : text.substr(0, count)) out = out * 10 + (c - '0');
  text.remove_prefix(count);
  return out;
}
bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool take_date(std::string_view& text) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int year = take_digits(text, 4);
  if (year < 0 || !take(text, '-')) return false;
  const int month = take_digits(text, 2);
  if (month < 1 || month > 12 || !take(text, '-')) return false;
  const int day = take_digits(text, 2);
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day >= 1 && day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

// Second 60 is the last one of a day in UTC.
bool is_rest_time(std::string_view text) {
  const int hour = take_digits(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return false;
  const int minute = take_digits(text, 2);
  if (minute < 0 || minute > 59 || !take(text, ':')) return false;
  const int second = take_digits(text, 2);
  if (second < 0 || second > 60) return false;
  if (take(text, '.')) {
    if (text.empty() || !is_decimal(text.front())) return false;
    while (!text.empty() && is_decimal(text.front())) text.remove_prefix(1);
  }
  int offset = 0;  // minutes
  if (!take(text, 'Z') && !take(text, 'z')) {
    const int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
    if (sign == 0) return false;
    const int hours = take_digits(text, 2);
    if (hours < 0 || hours > 23 || !take(text, ':')) return false;
    const int minutes = take_digits(text, 2);
    if (minutes < 0 || minutes > 59) return false;
    offset = sign * (hours * 60 + minutes);
  }
  constexpr int kDay = 24 * 60;
  return text.empty() && (second < 60 || (hour * 60 + minute - offset + 2 * kDay) % kDay == kDay - 1);
}

// Numbers with these units in this order, without gaps (RFC 3339, appendix A). False: there is none.
bool take_units(std::string_view& text, std::string_view units) {
  std::size_t next = units.npos;
  while (!text.empty() && is_decimal(text.front())) {
    while (!text.empty() && is_decimal(text.front())) text.remove_prefix(1);
    const std::size_t unit = text.empty() ? units.npos : units.find(text.front());
    if (unit == units.npos || (next != units.npos && unit != next)) return false;
    next = unit + 1;
    text.remove_prefix(1);
  }
  return next != units.npos;
}

}  // namespace

bool is_date(std::string_view text) { return take_date(text) && text.empty(); }
bool is_time(std::string_view text) { return is_rest_time(text); }
bool is_date_time(std::string_view text) {
  return take_date(text) && (take(text, 'T') || take(text, 't')) && is_rest_time(text);
}

bool is_duration(std::string_view text) {
  if (!take(text, 'P') || text.empty()) return false;
  if (text.back() == 'W') return take_units(text, "W") && text.empty();
  if (text.front() != 'T' && !take_units(text, "YMD")) return false;
  return text.empty() || (take(text, 'T') && take_units(text, "HMS") && text.empty());
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hexadecimal(text[i])) return false;
  }
  return true;
}

}  // namespace tenstone::validation
