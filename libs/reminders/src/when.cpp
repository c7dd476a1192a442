#include "tenstone/reminders/when.hpp"

#include <stdexcept>

namespace tenstone::reminders {
namespace {

recurrence::Schedule schedule_of(const When& when) {
  return {*when.cron, *when.tz, when.dst.value_or(recurrence::Dst{})};
}

// The instant of a single time, past or not.
Result<Time> single_time(const When& when) {
  if (when.due_at) return *when.due_at;
  const auto local = recurrence::parse_local(*when.local_time);
  if (!local) return local.error();
  const auto instants = recurrence::to_instants(*local, *when.tz, when.dst.value_or(recurrence::Dst{}));
  if (!instants) return instants.error();
  if (instants->empty()) return kNeverDue;  // Gap::Skip
  return instants->front();
}

}  // namespace

std::string to_json(const When& when) { return validation::to_json(when); }

When when_from_json(std::string_view json) {
  auto when = validation::parse_json<When>(json);
  if (!when) throw std::logic_error("a reminder's plan cannot be read: " + std::string(json));
  return std::move(*when);
}

Result<Time> first_time(const When& when, Time now) {
  if (when.repeats()) {
    const auto next = schedule_of(when).next(now);
    if (!next) return kNeverDue;
    return *next;
  }
  auto time = single_time(when);
  if (time && *time < now - kGrace) return Error(kDueInPast, "This time has passed: " + to_rfc3339(*time));
  return time;
}

Result<std::vector<Time>> next_times(const When& when, Time now, std::size_t count) {
  if (when.repeats()) {
    auto times = schedule_of(when).next_times(now, count);
    if (times.empty()) return kNeverDue;
    return times;
  }
  const auto time = first_time(when, now);
  if (!time) return time.error();
  return std::vector{*time};
}

recurrence::Due due(const When& when, Time due_at, Time now) {
  if (when.repeats())
    return recurrence::due(schedule_of(when), due_at, now, when.catch_up.value_or(recurrence::CatchUp{}));
  if (due_at > now) return {.times = {}, .next = due_at};
  return {.times = {due_at}, .next = {}};
}

}  // namespace tenstone::reminders
