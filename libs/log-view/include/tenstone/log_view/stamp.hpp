// A date and time as it is written in a log.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tenstone/core/clock.hpp"

namespace tenstone::log_view {

// Invariant of one that is_set(): either `instant` is set, or the date is one that exists (in some year, if it has
// none).
struct Stamp {
  std::optional<Time> instant;              // the text has date, time and zone
  std::optional<int> year;                  // without `instant`
  unsigned month = 0, day = 0;              // without `instant`
  std::chrono::microseconds time_of_day{};  // without `instant`; less the zone's offset if has_zone
  bool has_zone = false;                    // without `instant`: only the year is missing

  bool is_set() const { return instant || month != 0; }
};

// Reads a stamp from the front of `text` by a form, and takes it away. Every character of a form is one of
//
//   Y year, 4 digits      m month, 2 digits       H M S hour, minute, second, 2 digits each
//   y year, 2 digits      b month, "Jan"          f fraction after '.' or ',' (digits beyond six are cut off), or
//   nothing a weekday, "Mon"      d day, 2 digits         Z zone after spaces: "Z", "+01:00", "+0100", "CET", or
//   nothing T 'T', 't' or ' '     e day, 1 or 2 digits    E seconds, milli-, micro- or nanoseconds since 1970, by their
//   size
//
// or stands for itself; a space stands for one or more. What is beyond the seconds is one form for all, so that a form
// is one line in a table. false: the text has another form, or the date does not exist; `text` is unspecified then.
bool read_stamp(std::string_view& text, std::string_view form, Stamp& out);

// A count since 1970 whose unit follows from its size: seconds below 10^11 (the year 5138), then milliseconds below
// 10^14, microseconds below 10^17, nanoseconds. Such a count may have a fraction. nullopt: `text` is no such number.
std::optional<Time> parse_epoch(std::string_view text);

}  // namespace tenstone::log_view
