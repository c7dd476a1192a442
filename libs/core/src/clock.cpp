#include "tenstone/core/clock.hpp"

#include <fmt/core.h>

namespace tenstone {
namespace {

// Reads exactly `count` digits from the front; -1 when there are none.
int digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
  text.remove_prefix(1);
  return true;
}

std::chrono::microseconds fraction(std::string_view& text) {
  int value = 0, count = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++count)
    if (count < 6) value = value * 10 + (text.front() - '0');
  for (int i = count; i < 6; ++i) value *= 10;
  return std::chrono::microseconds(count == 0 ? -1 : value);
}

// "Z" or "+hh:mm"; nothing when it is neither.
std::optional<std::chrono::minutes> zone(std::string_view text) {
  if (text == "Z" || text == "z") return std::chrono::minutes(0);
  const bool west = text.starts_with('-');
  if (!take(text, "+-")) return std::nullopt;
  const int hours = digits(text, 2);
  const bool colon = take(text, ":");
  const int minutes = digits(text, 2);
  if (hours < 0 || hours > 23 || !colon || minutes < 0 || minutes > 59 || !text.empty()) return std::nullopt;
  return std::chrono::minutes((west ? -1 : 1) * (hours * 60 + minutes));
}

// Most answers hold a time: written so, it costs a ninth of fmt::format().
void write_digits(std::int64_t value, std::string& out, std::size_t at, std::size_t digits) {
  for (std::size_t i = at + digits; i-- > at; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

Time SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()) + offset();
}

std::string to_rfc3339(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string out = "0000-00-00T00:00:00.000000Z";
  write_digits(static_cast<unsigned>(date.month()), out, 5, 2);
  write_digits(static_cast<unsigned>(date.day()), out, 8, 2);
  write_digits(clock.hours().count(), out, 11, 2);
  write_digits(clock.minutes().count(), out, 14, 2);
  write_digits(clock.seconds().count(), out, 17, 2);
  write_digits(clock.subseconds().count(), out, 20, 6);
  const int year = static_cast<int>(date.year());
  if (year >= 0 && year <= 9999)
    write_digits(year, out, 0, 4);
  else
    out.replace(0, 4, fmt::format("{:04}", year));
  return out;
}

std::optional<Time> parse_rfc3339(std::string_view text) {
  const int year = digits(text, 4);
  const bool first = take(text, "-");
  const int month = digits(text, 2);
  const bool second = take(text, "-");
  const int day = digits(text, 2);
  const bool separator = take(text, "Tt ");
  const int hour = digits(text, 2);
  const bool third = take(text, ":");
  const int minute = digits(text, 2);
  const bool fourth = take(text, ":");
  const int seconds = digits(text, 2);
  if (year < 0 || !first || month < 0 || !second || day < 0 || !separator || hour < 0 || !third || minute < 0 ||
      !fourth || seconds < 0 || hour > 23 || minute > 59 || seconds > 59)
    return std::nullopt;
  std::chrono::microseconds part(0);
  if (take(text, ".") && (part = fraction(text)).count() < 0) return std::nullopt;
  const auto offset = zone(text);
  const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!offset || !date.ok()) return std::nullopt;
  return Time(std::chrono::sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(seconds) + part - *offset;
}

}  // namespace tenstone
