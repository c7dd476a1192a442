#include "tenstone/recurrence/schedule.hpp"

#include <algorithm>

namespace tenstone::recurrence {
namespace {

using std::chrono::floor;
using std::chrono::microseconds;
using std::chrono::seconds;

constexpr seconds kOnTime(60);
constexpr std::chrono::hours kLongestChange(25);  // Apia left out a day

LocalTime local_time(Time time, seconds offset) { return LocalTime(floor<seconds>(time).time_since_epoch()) + offset; }
Time instant(LocalTime local, seconds offset) { return Time((local - offset).time_since_epoch()); }

// A rule within one period of a zone, where local and real time run alike.
struct InPeriod {
  const Cron& cron;
  Dst dst;
  Period period;
  // By how much the clocks were moved at either end. > 0: forward, a gap; < 0: back, an overlap.
  seconds in{}, out{};

  // The first time at or after `from`, which is within the period.
  std::optional<Time> first(Time from) const {
    LocalTime start = local_time(from, period.offset), end = local_time(period.end, period.offset);
    std::optional<Time> gap;
    if (in > seconds(0)) gap = from_gap(from);
    if (in < seconds(0) && dst.overlap == Overlap::First)
      start = std::max(start, local_time(period.begin, period.offset) - in);
    if (out < seconds(0) && dst.overlap == Overlap::Last) end += out;
    if (const auto found = cron.first(start, end)) {
      const Time plain = instant(*found, period.offset);
      return gap ? std::min(*gap, plain) : plain;
    }
    return gap;
  }

  // The first time at or after `from` of the local times that the clocks skipped where the period begins.
  std::optional<Time> from_gap(Time from) const {
    const LocalTime end = local_time(period.begin, period.offset);
    LocalTime start = end - in;
    if (dst.gap == Gap::Shift)
      start = std::max(start, local_time(from, period.offset) - in);
    else if (dst.gap != Gap::RunAfter || from != period.begin)
      return std::nullopt;
    const auto found = cron.first(start, end);
    if (!found) return std::nullopt;
    return dst.gap == Gap::Shift ? instant(*found + in, period.offset) : period.begin;
  }
};

// The newest `count` times of which begin < time <= end; all of them if there are fewer. By bisection: the work grows
// with `count`, not with the length.
std::vector<Time> newest(const Schedule& schedule, Time begin, Time end, std::size_t count) {
  const auto times_after = [&](Time after) {
    std::vector<Time> times;
    for (auto next = schedule.next(after); times.size() < count && next && *next <= end; next = schedule.next(*next))
      times.push_back(*next);
    return times;
  };
  std::vector<Time> times = times_after(begin);
  // `count` times are after `begin`, fewer after `fewer`.
  for (Time fewer = end; times.size() == count && fewer - begin > seconds(1);) {
    const Time middle = begin + (fewer - begin) / 2;
    auto found = times_after(middle);
    if (found.size() == count)
      begin = middle, times = std::move(found);
    else
      fewer = middle;
  }
  return times;
}

}  // namespace

std::optional<Time> Schedule::next(Time after) const {
  if (after < kBegin) return std::nullopt;
  Dst kept = cron.any_hour() ? Dst{Gap::Skip, Overlap::Both} : dst;
  if (kept.overlap == Overlap::Reject) kept.overlap = Overlap::First;
  for (Time from = floor<seconds>(after) + seconds(1); from < kEnd;) {
    InPeriod part{cron, kept, zone.period(from)};
    // How the period begins and ends counts only near by, and looking it up takes most of the time.
    const Period& period = part.period;
    if (period.begin != Time::min() && from - period.begin <= kLongestChange)
      part.in = period.offset - zone.period(period.begin - seconds(1)).offset;
    if (period.end != Time::max() && kept.overlap == Overlap::Last)
      part.out = zone.period(period.end).offset - period.offset;
    if (const auto found = part.first(from)) return *found < kEnd ? found : std::nullopt;
    from = period.end;
  }
  return std::nullopt;
}

std::vector<Time> Schedule::next_times(Time after, std::size_t count) const {
  std::vector<Time> times;
  for (auto time = next(after); time && times.size() < count; time = next(*time)) times.push_back(*time);
  return times;
}

Due due(const Schedule& schedule, Time next_at, Time now, const CatchUp& catch_up) {
  Due due{.next = schedule.next(now)};
  const Time before = next_at - microseconds(1);
  const auto first = schedule.next(before);
  if (!first || *first > now) return due;

  std::optional<seconds> window;
  if (catch_up.window_seconds) window = seconds(*catch_up.window_seconds);
  if (catch_up.policy == CatchUp::Policy::Skip) window = std::min(window.value_or(kOnTime), kOnTime);
  const Time begin = window ? std::max(before, now - *window) : before;
  due.times = newest(schedule, begin, now,
                     catch_up.policy == CatchUp::Policy::Last ? 1 : static_cast<std::size_t>(catch_up.max));
  due.missed = due.times.empty() || due.times.front() != *first;
  return due;
}

}  // namespace tenstone::recurrence
