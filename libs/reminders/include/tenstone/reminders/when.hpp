// When a reminder goes off. Pure: no clock, no store.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/recurrence/schedule.hpp"
#include "tenstone/reminders/errors.hpp"

namespace tenstone::reminders {

// Exactly one of three:
//   {"due_at": "2026-12-24T15:00:00Z"}                            an instant
//   {"local_time": "2026-12-24T17:00", "tz": "Europe/Riga"}       what a clock on the wall there shows, once
//   {"cron": "0 7 * * MON", "tz": "Europe/Riga"}                  again and again
// Local times and cron expressions take "dst" besides, cron expressions "catch_up".
struct When {
  std::optional<Time> due_at = {};
  std::optional<std::string> local_time = {};
  std::optional<recurrence::Cron> cron = {};
  std::optional<recurrence::Zone> tz = {};
  std::optional<recurrence::Dst> dst = {};  // of one local time: not Overlap::Both
  std::optional<recurrence::CatchUp> catch_up = {};

  bool repeats() const { return cron.has_value(); }
  friend bool operator==(const When&, const When&) = default;
};

// As a column has it, and back. from_json() reads what to_json() wrote; throws std::logic_error on anything else.
std::string to_json(const When& when);
When when_from_json(std::string_view json);

// The first time: of a rule the first one after `now`.
// Errors: due_in_past (a single time more than kGrace ago), never_due (a rule without a time; a local time that the
// clocks skip, with Gap::Skip), nonexistent_local_time and ambiguous_local_time (Reject), invalid_local_time.
inline constexpr std::chrono::seconds kGrace{60};
Result<Time> first_time(const When& when, Time now);

// The next `count` times after `now`; of a single time that one, if it is not past. Errors: as first_time().
Result<std::vector<Time>> next_times(const When& when, Time now, std::size_t count);

// What the times since `due_at` come to that nobody looked at until `now`: recurrence::due() of a rule; a single time
// goes off however late.
recurrence::Due due(const When& when, Time due_at, Time now);

constexpr auto schema(validation::For<When>) {
  using validation::field;
  return validation::object<When>(field("due_at", &When::due_at), field("local_time", &When::local_time).length(16, 19),
                                  field("cron", &When::cron), field("tz", &When::tz), field("dst", &When::dst),
                                  field("catch_up", &When::catch_up))
      .refine(
          "when", "",
          [](const When& when) { return (when.due_at ? 1 : 0) + (when.local_time ? 1 : 0) + (when.cron ? 1 : 0) == 1; },
          "has exactly one of due_at, local_time and cron")
      .refine(
          "tz", "/tz", [](const When& when) { return when.due_at.has_value() != when.tz.has_value(); },
          "belongs to a local time or a cron expression, and each of these needs it")
      .refine(
          "dst", "/dst",
          [](const When& when) {
            if (!when.dst) return true;
            if (when.local_time) return when.dst->overlap != recurrence::Overlap::Both;
            return when.cron && when.dst->gap != recurrence::Gap::Reject &&
                   when.dst->overlap != recurrence::Overlap::Reject;
          },
          "belongs to a local time (not with the overlap both) or a cron expression (not with reject)")
      .refine(
          "catch_up", "/catch_up", [](const When& when) { return !when.catch_up || when.cron; },
          "belongs to a cron expression");
}

}  // namespace tenstone::reminders
