#include "tenstone/recurrence/cron.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <fmt/core.h>
#include <utility>

#include "cron_field.hpp"

namespace tenstone::recurrence {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr std::array<std::string_view, 12> kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                   "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
constexpr std::array<CronField, 5> kFields{{{"minute", 0, 59, 59, {}},
                                            {"hour", 0, 23, 23, {}},
                                            {"day of the month", 1, 31, 31, {}},
                                            {"month", 1, 12, 12, kMonths},
                                            {"day of the week", 0, 6, 7, kWeekdays}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kNicknames{{{"@hourly", "0 * * * *"},
                                                                                   {"@daily", "0 0 * * *"},
                                                                                   {"@midnight", "0 0 * * *"},
                                                                                   {"@weekly", "0 0 * * 0"},
                                                                                   {"@monthly", "0 0 1 * *"},
                                                                                   {"@yearly", "0 0 1 1 *"},
                                                                                   {"@annually", "0 0 1 1 *"}}};
constexpr std::array<unsigned, 12> kLongestMonths{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

bool has(std::uint64_t bits, unsigned value) { return (bits >> value & 1) != 0; }

}  // namespace

Result<Cron> Cron::parse(std::string_view text) {
  if (text.size() > kMaxCronLength)
    return Error(kInvalidCron, fmt::format("Cron expression: it is longer than {} characters", kMaxCronLength));
  std::string_view five = text;
  for (const auto& [nickname, meaning] : kNicknames)
    if (text == nickname) five = meaning;
  if (five.starts_with('@'))
    return Error(kInvalidCron,
                 "Cron expression: of the @ names only @hourly, @daily, @midnight, @weekly, @monthly, "
                 "@yearly and @annually are known");

  std::array<std::string_view, 5> fields;
  std::size_t count = 0;
  for (std::size_t at = five.find_first_not_of(" \t"); at != five.npos; ++count) {
    const std::size_t end = std::min(five.find_first_of(" \t", at), five.size());
    if (count < fields.size()) fields[count] = five.substr(at, end - at);
    at = five.find_first_not_of(" \t", end);
  }
  if (count != fields.size())
    return Error(kInvalidCron, fmt::format("Cron expression: it has {} fields; it needs 5: minute, hour, day of the "
                                           "month, month, day of the week",
                                           count));

  std::array<std::uint64_t, 5> bits{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto column = static_cast<std::size_t>(fields[i].data() - five.data()) + 1;
    const auto parsed = parse_cron_field(kFields[i], fields[i], column);
    if (!parsed) return parsed.error();
    bits[i] = *parsed;
  }
  Cron cron;
  cron.text_ = text;
  cron.minutes_ = bits[0], cron.hours_ = bits[1], cron.days_ = bits[2], cron.months_ = bits[3];
  cron.weekdays_ = bits[4] | bits[4] >> 7;  // 7 is Sunday, too
  cron.any_hour_ = fields[1].starts_with('*');
  cron.both_days_ = fields[2].starts_with('*') || fields[4].starts_with('*');
  if (!cron.has_days())
    return Error(kInvalidCron, fmt::format("Cron expression: no year has these days: \"{}\" of the month \"{}\"",
                                           fields[2], fields[3]));
  return cron;
}

// Where both day fields must match and one begins with "*", the other may hold any day: only the month can be too
// short. In 400 years 29 February falls on each weekday.
bool Cron::has_days() const {
  if (!both_days_) return true;
  for (unsigned month = 1; month <= 12; ++month)
    if (has(months_, month) && std::countr_zero(days_) <= static_cast<int>(kLongestMonths[month - 1])) return true;
  return false;
}

bool Cron::matches_day(std::chrono::year_month_day date) const {
  const bool day = has(days_, static_cast<unsigned>(date.day()));
  const bool weekday = has(weekdays_, std::chrono::weekday(local_days(date)).c_encoding());
  return both_days_ ? day && weekday : day || weekday;
}

bool Cron::matches(LocalTime time) const {
  const auto day = floor<days>(time);
  const std::chrono::year_month_day date(day);
  const auto minute = floor<minutes>(time - day).count();
  return has(months_, static_cast<unsigned>(date.month())) && matches_day(date) &&
         has(hours_, static_cast<unsigned>(minute / 60)) && has(minutes_, static_cast<unsigned>(minute % 60));
}

std::optional<minutes> Cron::first_minute(minutes from) const {
  const auto hour = static_cast<unsigned>(from.count() / 60);
  if (has(hours_, hour)) {
    const auto start = static_cast<unsigned>(from.count() % 60);
    if (const std::uint64_t left = minutes_ >> start)
      return hours(hour) + minutes(start + static_cast<unsigned>(std::countr_zero(left)));
  }
  const std::uint64_t later = hours_ >> hour >> 1;
  if (later == 0) return std::nullopt;
  return hours(hour + 1 + static_cast<unsigned>(std::countr_zero(later))) + minutes(std::countr_zero(minutes_));
}

// It walks over the days of matching months, and over whole months else: 40 years are less than 2,000 steps.
std::optional<LocalTime> Cron::first(LocalTime from, LocalTime before) const {
  // A day more at both ends: what is local may be a day before or after UTC.
  constexpr local_days kFirst{floor<days>(kBegin).time_since_epoch() - days(1)};
  constexpr local_days kLast{floor<days>(kEnd).time_since_epoch() + days(1)};
  const LocalTime start = std::chrono::ceil<minutes>(from);
  local_days day = floor<days>(start);
  if (day < kFirst) return std::nullopt;
  minutes minute = floor<minutes>(start - day);
  while (day < kLast && day < before) {
    const std::chrono::year_month_day date(day);
    if (!has(months_, static_cast<unsigned>(date.month()))) {
      day = local_days((date.year() / date.month() + std::chrono::months(1)) / 1);
    } else {
      if (matches_day(date))
        if (const auto found = first_minute(minute))
          return day + *found < before ? std::optional<LocalTime>(day + *found) : std::nullopt;
      day += days(1);
    }
    minute = minutes(0);
  }
  return std::nullopt;
}

}  // namespace tenstone::recurrence
