// From stamps to times: the zone of a log that names none, and the year of one that writes none.
#pragma once
#include <optional>

#include "tenstone/log_view/direction.hpp"
#include "tenstone/log_view/entry.hpp"
#include "tenstone/recurrence/zone.hpp"

namespace tenstone::log_view {

// Gives the entries of one file their times, in the order of the file or against it. Pure: the time of the last write
// and of now come in.
//
// A stamp without a year takes the one that fits its neighbour, the entry settled before:
// - Backward from the end: the last entry gets the newest year that puts it no later than 26 hours behind the last
//   write (clocks are wrong, zones are unknown). An earlier entry has the year of the one behind it, or the year before
//   if it would lie more than 31 days after it.
// - Forward: an entry has the year of the one before it, or the next one if it would lie more than 31 days before that.
//   start_at() names the neighbour of the first entry.
// - In both, an entry of up to 26 hours on the wrong side of New Year (lines are written out of order) is left there.
// - 29 February moves to the nearest earlier year that has one.
// (The 26 hours: tremor-rs/tremor-runtime#925.)
class Timeline {
 public:
  // `zone` applies where the text has none; nullopt: UTC, and the source is Assumed.
  Timeline(Time last_write, std::optional<recurrence::Zone> zone) : last_write_(last_write), zone_(zone) {}

  // Before the first entry of a forward run that begins at the head of a file: the neighbour is `time`, a time in the
  // file that was found backward, and the first entry is taken to lie up to a year before it.
  void begin_before(Time time) { neighbour_ = time, is_first_ = true; }
  // Before the first entry of a run that goes on where another one ended.
  void start_at(Time time) { neighbour_ = time, is_first_ = false; }

  // Sets `time` and `time_source`. Forward, an entry without a stamp inherits the time of the one before.
  void settle(Entry& entry, Direction direction);

 private:
  std::optional<Time> in_year(const Stamp& stamp, int year) const;
  Time infer(const Stamp& stamp, Direction direction) const;

  Time last_write_;
  std::optional<recurrence::Zone> zone_;
  std::optional<Time> neighbour_;
  bool is_first_ = false;
};

}  // namespace tenstone::log_view
