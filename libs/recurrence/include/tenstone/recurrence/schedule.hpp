// A cron expression in a time zone: when it is due next, and what is due after a pause. As JSON for a column:
//   {"cron": "0 7 * * MON-FRI", "tz": "Europe/Riga", "dst": {"gap": "run_after", "overlap": "first"}}
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "tenstone/recurrence/codecs.hpp"
#include "tenstone/recurrence/cron.hpp"
#include "tenstone/recurrence/dst.hpp"
#include "tenstone/recurrence/zone.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::recurrence {

// A rule with certain hours is due at each local time that matches, by `dst` where the clocks are changed; times that
// fall together are one. A rule whose hour field begins with "*" does not look at `dst`: it is due whenever the clocks
// show a matching time, so it skips gaps and runs in both passes of an overlap (Debian's cron does the same).
struct Schedule {
  Cron cron;
  Zone zone;
  Dst dst;  // without Reject: Skip and First stand in for it

  // The first time after `after`. nullopt if there is none before kEnd, or `after` is before kBegin.
  // Takes less than a millisecond, whatever the rule.
  std::optional<Time> next(Time after) const;
  // The first `count` times after `after`; fewer if kEnd is near. A preview.
  std::vector<Time> next_times(Time after, std::size_t count) const;

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

inline constexpr int kMaxCatchUp = 1'000;
inline constexpr std::int64_t kMinWindowSeconds = 60;
inline constexpr std::int64_t kMaxWindowSeconds = 3'650LL * 86'400;

// Which of the times run that are due at once, because nobody looked for a while. Of those in the window:
struct CatchUp {
  enum class Policy : std::uint8_t {
    Skip,  // those of the last minute: what is late does not run
    Last,  // the latest
    All,   // the latest `max`
  };
  Policy policy = Policy::Last;
  int max = 10;                                // 1 to kMaxCatchUp
  std::optional<std::int64_t> window_seconds;  // how late a time may run, up to kMaxWindowSeconds; nullopt: any

  friend bool operator==(const CatchUp&, const CatchUp&) = default;
};

struct Due {
  std::vector<Time> times;   // to run now, in order
  bool missed = false;       // some that were due are not among them
  std::optional<Time> next;  // the first after now
};

// What is due at `now`, if `next_at` is the first time that has not been looked at. A time that is exactly `now` is
// due. Takes some milliseconds at most, with a large `max`.
Due due(const Schedule& schedule, Time next_at, Time now, const CatchUp& catch_up = {});

constexpr auto schema(validation::For<Schedule>) {
  using validation::field;
  return validation::object<Schedule>(field("cron", &Schedule::cron), field("tz", &Schedule::zone),
                                      field("dst", &Schedule::dst).or_default())
      .refine(
          "dst", "/dst",
          [](const Schedule& schedule) {
            return schedule.dst.gap != Gap::Reject && schedule.dst.overlap != Overlap::Reject;
          },
          "cannot be reject for a schedule");
}
constexpr auto schema(validation::For<CatchUp::Policy>) {
  using enum CatchUp::Policy;
  return validation::enumeration<CatchUp::Policy>({{"skip", Skip}, {"last", Last}, {"all", All}});
}
constexpr auto schema(validation::For<CatchUp>) {
  using validation::field;
  return validation::object<CatchUp>(
      field("policy", &CatchUp::policy), field("max", &CatchUp::max).or_default().range(1, kMaxCatchUp),
      field("window_seconds", &CatchUp::window_seconds).range(kMinWindowSeconds, kMaxWindowSeconds));
}

}  // namespace tenstone::recurrence
