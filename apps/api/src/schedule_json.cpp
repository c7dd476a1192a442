#include "schedule_json.hpp"

namespace tenstone::api {
namespace {

// As text: also of a rule that this machine cannot compute.
struct RuleText {
  std::string cron, tz;
  validation::Json dst;
};
constexpr auto schema(validation::For<RuleText>) {
  using validation::field;
  return validation::object<RuleText>(field("cron", &RuleText::cron), field("tz", &RuleText::tz),
                                      field("dst", &RuleText::dst));
}

}  // namespace

ScheduleJson to_json_of(const jobs::ScheduleView& schedule) {
  platform::ScheduledAction starts = platform::scheduled_action(schedule);
  RuleText rule = validation::parse_json<RuleText>(schedule.rule).value_or(RuleText{});
  return {.name = schedule.name,
          .action = std::move(starts.action),
          .cron = std::move(rule.cron),
          .tz = std::move(rule.tz),
          .dst = std::move(rule.dst),
          .input = {std::move(starts.input)},
          .catch_up = {schedule.catch_up},
          .declared = schedule.declared,
          .paused = schedule.paused_at.has_value(),
          .next_at = schedule.paused_at ? std::nullopt : schedule.next_at,
          .last_at = schedule.last_at,
          .last_job = schedule.last_job,
          .fault = schedule.fault,
          .created_at = schedule.created_at,
          .changed_at = schedule.changed_at};
}

}  // namespace tenstone::api
