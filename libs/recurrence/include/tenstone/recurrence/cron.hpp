// Cron expressions of five fields, on local time. schedule.hpp puts them into a zone.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/recurrence/zone.hpp"

namespace tenstone::recurrence {

inline constexpr std::size_t kMaxCronLength = 256;  // characters

// minute (0-59), hour (0-23), day of the month (1-31), month (1-12 or JAN-DEC), day of the week (0-7 or SUN-SAT; 0 and
// 7 are Sunday). A field is a list, "1,5,10-20": of numbers, of ranges, and of ranges with a step, "10-50/20"; "*" is
// the whole range, "*/15" the same with a step. Names are of three letters in any case. FRI-SUN is a range, too.
//
// A day matches if both day fields do. If neither begins with "*", one of them is enough (POSIX, Debian's cron):
// "0 7 13 * FRI" is every 13th and every Friday.
//
// Also @hourly, @daily (@midnight), @weekly, @monthly, @yearly (@annually).
//
// Refused: seconds, "L", "W", "#", "?", steps without a range ("5/10"), steps that never count ("*/60"), ranges that
// run backwards, and days that no year has ("0 0 31 4 *"). What is accepted recurs, every 40 years at least (29
// February on a Sunday).
class Cron {
 public:
  Cron() = default;  // "* * * * *"

  // Error: invalid_cron; its message names the field, the place in the text and what is wrong.
  static Result<Cron> parse(std::string_view text);

  const std::string& text() const { return text_; }  // as it was given
  bool matches(LocalTime time) const;                // in its minute
  // The first match of which from <= match < before, on a whole minute. nullopt if there is none, or none within kBegin
  // and kEnd, give or take a day. Takes some microseconds at most, whatever the rule.
  std::optional<LocalTime> first(LocalTime from, LocalTime before = LocalTime::max()) const;
  // The hour field begins with "*": the rule follows the clock through gaps and overlaps, see Schedule.
  bool any_hour() const { return any_hour_; }

  friend bool operator==(const Cron& a, const Cron& b) { return a.text_ == b.text_; }

 private:
  bool matches_day(std::chrono::year_month_day date) const;
  bool has_days() const;
  std::optional<std::chrono::minutes> first_minute(std::chrono::minutes from) const;  // of a day

  std::string text_ = "* * * * *";
  // Bit n: the value n.
  std::uint64_t minutes_ = (1ULL << 60) - 1, hours_ = (1ULL << 24) - 1, days_ = 0xfffffffe, months_ = 0x1ffe,
                weekdays_ = 0x7f;
  bool any_hour_ = true, both_days_ = true;
};

}  // namespace tenstone::recurrence
