#include "tenstone/log_view/timeline.hpp"

namespace tenstone::log_view {
namespace {

using namespace std::chrono;

constexpr hours kClockError{26};
constexpr days kRollOver{31};

int year_of(Time time) { return static_cast<int>(year_month_day(floor<days>(time)).year()); }

}  // namespace

// nullopt: the year has no such day.
std::optional<Time> Timeline::in_year(const Stamp& stamp, int number) const {
  const year_month_day date(year(number), month(stamp.month), day(stamp.day));
  if (!date.ok()) return std::nullopt;
  const Time time = Time(sys_days(date)) + stamp.time_of_day;
  if (!zone_ || stamp.has_zone) return time;
  const auto second = floor<seconds>(time.time_since_epoch());
  // An hour that comes twice: the first of them. One that is skipped: as if the clocks had not been set yet.
  const recurrence::Instants at = zone_->at(recurrence::LocalTime(second));
  const bool is_skipped = at.count == recurrence::Instants::Count::None;
  return (is_skipped ? at.second : at.first) + (time.time_since_epoch() - second);
}

Time Timeline::infer(const Stamp& stamp, Direction direction) const {
  const auto newest = [&](int from) {  // the newest year up to `from` that has this day
    while (!in_year(stamp, from)) --from;
    return from;
  };
  const Time latest = last_write_ + kClockError;
  const Time neighbour = neighbour_.value_or(latest);
  if (!neighbour_ || is_first_) {
    int at = newest(year_of(neighbour) + 1);
    while (*in_year(stamp, at) > neighbour) at = newest(at - 1);
    return *in_year(stamp, at);
  }
  int at = newest(year_of(neighbour));
  const auto next = in_year(stamp, at + 1);
  // [snippet:year]
  if (direction == Direction::Backward) {
    if (next && *next <= neighbour + kClockError && *next <= latest) return *next;
    if (*in_year(stamp, at) > neighbour + kRollOver) at = newest(at - 1);
    return *in_year(stamp, at);
  }
  // [/snippet:year]
  if (next && *in_year(stamp, at) < neighbour - kRollOver && *next <= latest) return *next;
  if (*in_year(stamp, at) > neighbour + kRollOver) {
    const Time before = *in_year(stamp, newest(at - 1));
    if (before >= neighbour - kClockError) return before;
  }
  return *in_year(stamp, at);
}

void Timeline::settle(Entry& entry, Direction direction) {
  const Stamp& stamp = entry.stamp;
  if (!stamp.is_set()) {
    if (direction == Direction::Forward && neighbour_ && !is_first_) {
      entry.time = neighbour_;
      entry.time_source = TimeSource::Inherited;
    }
    return;
  }
  if (stamp.instant) {
    entry.time = stamp.instant;
    entry.time_source = TimeSource::Text;
  } else if (stamp.year) {
    entry.time = in_year(stamp, *stamp.year);
    entry.time_source = stamp.has_zone ? TimeSource::Text : zone_ ? TimeSource::Config : TimeSource::Assumed;
  } else {
    entry.time = infer(stamp, direction);
    entry.time_source = TimeSource::InferredYear;
  }
  neighbour_ = entry.time;
  is_first_ = false;
}

}  // namespace tenstone::log_view
