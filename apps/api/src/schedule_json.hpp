// Schedules of actions as the API shows and takes them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/platform/schedules.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::api {

struct ScheduleBody {
  std::string action;
  recurrence::Cron cron;
  recurrence::Zone tz;
  recurrence::Dst dst = {};
  validation::Json input{"{}"};
  recurrence::CatchUp catch_up = {};
};
constexpr auto schema(validation::For<ScheduleBody>) {
  using validation::field;
  return validation::object<ScheduleBody>(
             field("action", &ScheduleBody::action).length(1, 50), field("cron", &ScheduleBody::cron),
             field("tz", &ScheduleBody::tz), field("dst", &ScheduleBody::dst).or_default(),
             field("input", &ScheduleBody::input).or_default(), field("catch_up", &ScheduleBody::catch_up).or_default())
      .refine(
          "dst", "/dst",
          [](const ScheduleBody& body) {
            return body.dst.gap != recurrence::Gap::Reject && body.dst.overlap != recurrence::Overlap::Reject;
          },
          "cannot be reject for a schedule");
}

struct ScheduleJson {
  std::string name, action, cron, tz;
  validation::Json dst, input, catch_up;
  bool declared = false;  // by a file
  bool paused = false;
  std::optional<Time> next_at;  // nothing while it is paused
  std::optional<Time> last_at;
  std::optional<Uuid> last_job;
  std::optional<std::string> fault;  // why it cannot be computed
  Time created_at, changed_at;
};
constexpr auto schema(validation::For<ScheduleJson>) {
  using validation::field;
  return validation::object<ScheduleJson>(
      field("name", &ScheduleJson::name), field("action", &ScheduleJson::action), field("cron", &ScheduleJson::cron),
      field("tz", &ScheduleJson::tz), field("dst", &ScheduleJson::dst), field("input", &ScheduleJson::input),
      field("catch_up", &ScheduleJson::catch_up), field("declared", &ScheduleJson::declared),
      field("paused", &ScheduleJson::paused), field("next_at", &ScheduleJson::next_at),
      field("last_at", &ScheduleJson::last_at), field("last_job", &ScheduleJson::last_job),
      field("fault", &ScheduleJson::fault), field("created_at", &ScheduleJson::created_at),
      field("changed_at", &ScheduleJson::changed_at));
}

struct ScheduleAnswer {
  ScheduleJson schedule;
};
constexpr auto schema(validation::For<ScheduleAnswer>) {
  return validation::object<ScheduleAnswer>(validation::field("schedule", &ScheduleAnswer::schedule));
}

struct PreviewBody {
  recurrence::Cron cron;
  recurrence::Zone tz;
  recurrence::Dst dst = {};
  std::optional<Time> from;  // nothing: now
  int count = 10;
};
constexpr auto schema(validation::For<PreviewBody>) {
  using validation::field;
  return validation::object<PreviewBody>(
      field("cron", &PreviewBody::cron), field("tz", &PreviewBody::tz), field("dst", &PreviewBody::dst).or_default(),
      field("from", &PreviewBody::from), field("count", &PreviewBody::count).or_default().range(1, 100));
}
struct PreviewTime {
  Time at;
  std::string local;  // as the clocks of the zone show it
};
constexpr auto schema(validation::For<PreviewTime>) {
  return validation::object<PreviewTime>(validation::field("at", &PreviewTime::at),
                                         validation::field("local", &PreviewTime::local));
}
struct PreviewAnswer {
  std::vector<PreviewTime> times;
};
constexpr auto schema(validation::For<PreviewAnswer>) {
  return validation::object<PreviewAnswer>(validation::field("times", &PreviewAnswer::times));
}

ScheduleJson to_json_of(const jobs::ScheduleView& schedule);

}  // namespace tenstone::api
