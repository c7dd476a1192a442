#include "schedules_controller.hpp"

#include "requester.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::api {

SchedulesController::SchedulesController(platform::Platform& platform, const Clock& clock,
                                         Secret<std::string> cursor_key)
    : schedules_(platform.schedules()), clock_(clock), cursors_(std::move(cursor_key)) {
  const auto may_read = web::requires_scope("jobs:read"), may_run = web::requires_scope("actions:run");
  route("GET /v1/schedules", &SchedulesController::list)
      .guard(may_read)
      .summary("Your organisation's schedules, by name");
  route("GET /v1/schedules/{name}", &SchedulesController::find)
      .guard(may_read)
      .answers(jobs::kScheduleNotFound)
      .summary("A schedule: what it starts, when next, and when it did last");
  route("PUT /v1/schedules/{name}", &SchedulesController::put)
      .guard(may_run)
      .answers(platform::kActionNotFound, jobs::kInvalidScheduleName, jobs::kPayloadTooLarge, jobs::kScheduleNeverDue,
               jobs::kTooManySchedules, platform::kScheduleDeclared, http::kPreconditionRequired)
      .summary("Start an action at the times of a cron expression in a time zone");
  route("DELETE /v1/schedules/{name}", &SchedulesController::remove)
      .guard(may_run)
      .answers(jobs::kScheduleNotFound, platform::kScheduleDeclared)
      .summary("Remove a schedule; its jobs stay");
  route("POST /v1/schedules/{name}/pause", &SchedulesController::pause)
      .guard(may_run)
      .answers(jobs::kScheduleNotFound)
      .summary("Start nothing by it until it is resumed");
  route("POST /v1/schedules/{name}/resume", &SchedulesController::resume)
      .guard(may_run)
      .answers(jobs::kScheduleNotFound)
      .summary("Go on from its next time; what was due in the pause does not run");
  route("POST /v1/schedules/{name}/run", &SchedulesController::run)
      .guard(may_run)
      .answers(jobs::kScheduleNotFound)
      .summary("Start its action once more, now");
  route("POST /v1/schedules/preview", &SchedulesController::preview)
      .guard(may_read)
      .summary("The next times of a cron expression in a time zone");
}

Task<Result<web::Page<ScheduleJson>>> SchedulesController::list(web::Query<ListSchedulesQuery> query,
                                                                web::Principal who) {
  const auto after = cursors_.open<std::string>(*query);
  if (!after) co_return after.error();
  std::vector<ScheduleJson> rows;
  for (const auto& schedule : co_await schedules_.list(who.org, static_cast<std::size_t>(query->limit) + 1, *after))
    rows.push_back(to_json_of(schedule));
  co_return cursors_.page(*query, std::move(rows), [](const ScheduleJson& schedule) { return schedule.name; });
}

Task<SchedulesController::Answer> SchedulesController::find(Name name, web::Principal who) {
  const auto found = co_await schedules_.find(who.org, *name);
  if (!found) co_return found.error();
  co_return web::Versioned<ScheduleAnswer>{{to_json_of(*found)}, platform::version_of(*found)};
}

Task<SchedulesController::PutAnswer> SchedulesController::put(Name name, web::Body<ScheduleBody> body,
                                                              std::optional<web::IfMatch> known, web::Principal who) {
  platform::ActionSchedule schedule{.name = *name,
                                    .action = std::move(body->action),
                                    .rule = {std::move(body->cron), body->tz, body->dst},
                                    .catch_up = body->catch_up,
                                    .input = std::move(body->input.text)};
  const auto created = co_await schedules_.put(requester(who), std::move(schedule), std::move(known));
  if (!created) co_return created.error();
  auto answer = co_await find(name, who);
  if (!answer) co_return answer.error();
  std::variant<web::Created<ScheduleAnswer>, ScheduleAnswer> value = answer->value;
  if (*created) value = web::Created<ScheduleAnswer>{std::move(answer->value), "/v1/schedules/" + *name};
  co_return web::Versioned<decltype(value)>{std::move(value), answer->version};
}

Task<Result<void>> SchedulesController::remove(Name name, web::IfMatch known, web::Principal who) {
  co_return co_await schedules_.remove(requester(who), *name, std::move(known));
}

Task<SchedulesController::Answer> SchedulesController::pause(Name name, web::IfMatch known, web::Principal who) {
  const auto done = co_await schedules_.pause(requester(who), *name, std::move(known));
  if (!done) co_return done.error();
  co_return co_await find(name, std::move(who));
}

Task<SchedulesController::Answer> SchedulesController::resume(Name name, web::IfMatch known, web::Principal who) {
  const auto done = co_await schedules_.resume(requester(who), *name, std::move(known));
  if (!done) co_return done.error();
  co_return co_await find(name, std::move(who));
}

Task<Result<web::Accepted<ScheduledJob>>> SchedulesController::run(Name name, web::Principal who) {
  const auto job = co_await schedules_.run(requester(who), *name);
  if (!job) co_return job.error();
  co_return web::Accepted<ScheduledJob>{.value = {*job}, .location = "/v1/jobs/" + to_string(*job)};
}

Task<PreviewAnswer> SchedulesController::preview(web::Body<PreviewBody> body) {
  const recurrence::Schedule rule{body->cron, body->tz, body->dst};
  PreviewAnswer answer;
  for (const Time at : rule.next_times(body->from.value_or(clock_.now()), static_cast<std::size_t>(body->count)))
    answer.times.push_back({at, recurrence::to_text(rule.zone.to_local(at))});
  co_return answer;
}

}  // namespace tenstone::api
