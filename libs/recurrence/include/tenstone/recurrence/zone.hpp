// Time zones of the IANA database, read from /usr/share/zoneinfo (or TZDIR). docs/adr/0024-time-zones.md
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/recurrence/errors.hpp"

namespace tenstone::recurrence {

// Date and time of day as a clock on the wall shows them, in whole seconds. It belongs to no zone.
using LocalTime = std::chrono::local_seconds;

// Functions of this library give no times outside of these years: kBegin <= time < kEnd.
inline constexpr Time kBegin = std::chrono::sys_days(std::chrono::year(1900) / 1 / 1);
inline constexpr Time kEnd = std::chrono::sys_days(std::chrono::year(2400) / 1 / 1);

// "2026-03-29T07:30" and "2026-03-29T07:30:00"; a space may stand for the T. Error: invalid_local_time.
Result<LocalTime> parse_local(std::string_view text);
std::string to_text(LocalTime time);  // "2026-03-29T07:30:00"

// A stretch of time in which the clocks of a zone keep one offset from UTC: begin <= time < end.
struct Period {
  Time begin = Time::min(), end = Time::max();
  std::chrono::seconds offset{};  // local time - UTC

  friend bool operator==(const Period&, const Period&) = default;
};

// When the clocks of a zone show one local time.
struct Instants {
  enum class Count : std::uint8_t {
    One,   // first == second
    None,  // the clocks skip it (a gap). first: the end of the gap; second: the same time of day by the old offset
    Two,   // the clocks are set back over it (an overlap). first and second, in this order
  };
  Count count = Count::One;
  Time first, second;

  friend bool operator==(const Instants&, const Instants&) = default;
};

// A handle of two words, valid as long as the program. All functions are safe to call from any thread.
// The rules of a zone stay as they were when it was first used: an update of tzdata counts after the next start.
class Zone {
 public:
  Zone();  // UTC

  // The name is compared byte by byte: "Europe/Riga", "UTC"; neither "europe/riga" nor "EST5EDT4".
  // Blocks for up to a millisecond when a zone is used for the first time: it reads a file.
  // Error: unknown_timezone.
  static Result<Zone> find(std::string_view name);
  // All names that find() may know, sorted. Only "UTC" where tzdata is not installed.
  static std::vector<std::string> names();
  // Version of the zones, as "2026f": to store beside what was computed. "" where tzdata is not installed.
  static const std::string& version();

  const std::string& name() const;
  LocalTime to_local(Time time) const;  // cut down to the second
  Instants at(LocalTime local) const;
  Period period(Time time) const;  // the one that contains `time`

  friend bool operator==(const Zone&, const Zone&) = default;

 private:
  struct Entry;
  struct Database;
  explicit Zone(const Entry* entry) : entry_(entry) {}

  const Entry* entry_;  // never null; in the Database
};

}  // namespace tenstone::recurrence
