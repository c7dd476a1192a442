#include "controllers.hpp"

#include "requester.hpp"
#include "tenstone/flags/errors.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::api {

ActionsController::ActionsController(service::Service& service, platform::Platform& platform)
    : service_(service), platform_(platform) {
  route("POST /v1/actions/{name}", &ActionsController::trigger)
      .guard(web::requires_scope("actions:run"))
      .answers(platform::kActionNotFound, rate_limit::kQuotaExceeded, rate_limit::kAbnormalUsageDetected,
               flags::kFeatureDisabled, jobs::kPayloadTooLarge, jobs::kJobNotFound)
      .summary("Trigger an action");
}

Task<ActionsController::Triggered> ActionsController::trigger(web::Path<"name", std::string> name,
                                                              web::Query<TriggerQuery> query,
                                                              web::Body<validation::Json> input, web::Principal who,
                                                              http::Request& request) {
  web::Headers told;
  platform::Trigger what{*name, std::move(input->text), std::string(request.id()), query->delay};
  const auto job = co_await platform_.trigger(requester(who), std::move(what), told);
  if (!job) co_return Triggered(job.error(), std::move(told));
  service_.log().info("action.triggered", {{"action", *name}, {"job", job->id}, {"request_id", request.id()}});
  web::Accepted<JobAnswer> accepted{.location = "/v1/jobs/" + to_string(job->id)};
  if (job->existed) {
    const auto first = co_await platform_.jobs().find(who.org, job->id);
    if (!first) co_return Triggered(jobs::kJobNotFound, std::move(told));
    accepted.value = {to_json_of(*first, co_await platform_.files_of(who.org, *first)), true};
  } else {
    JobJson& queued = accepted.value.job;
    queued = {.id = job->id,
              .action = *name,
              .state = "queued",
              .created_at = service_.clock().now(),
              .request_id = std::string(request.id())};
    if (query->delay.count() > 0) queued.next_run_at = queued.created_at + query->delay;
  }
  co_return Triggered(std::move(accepted), std::move(told));
}

JobsController::JobsController(platform::Platform& platform, Secret<std::string> cursor_key)
    : platform_(platform), cursors_(std::move(cursor_key)) {
  route("GET /v1/jobs", &JobsController::list)
      .guard(web::requires_scope("jobs:read"))
      .summary("Your organisation's jobs, newest first");
  route("GET /v1/jobs/{id}", &JobsController::find)
      .guard(web::requires_scope("jobs:read"))
      .answers(jobs::kJobNotFound)
      .summary("A job with its result, its files, each attempt and its log");
  route("POST /v1/jobs/{id}/cancel", &JobsController::cancel)
      .guard(web::requires_scope("actions:run"))
      .answers(jobs::kJobNotFound, jobs::kJobFinished)
      .summary("Cancel a job that has not ended");
  route("POST /v1/jobs/{id}/retry", &JobsController::retry)
      .guard(web::requires_scope("actions:run"))
      .answers(jobs::kJobNotFound, jobs::kJobNotDead, jobs::kJobKeyTaken)
      .summary("Queue a failed or cancelled job again, under its number");
  route("POST /v1/jobs/redrive", &JobsController::redrive)
      .guard(web::requires_scope("actions:run"))
      .summary("Queue failed jobs again, all that the filter finds");
}

Task<Result<web::Page<JobJson>>> JobsController::list(web::Query<ListQuery> query, web::Principal who) {
  const auto before = cursors_.open<Uuid>(*query);
  if (!before) co_return before.error();
  jobs::ListJobs which{.state = query->state, .limit = static_cast<std::size_t>(query->limit) + 1, .before = *before};
  std::vector<JobJson> rows;
  for (const jobs::JobSummary& job : co_await platform_.jobs().list(who.org, std::move(which)))
    rows.push_back(to_json_of(job));
  co_return cursors_.page(*query, std::move(rows), [](const JobJson& job) { return job.id; });
}

Task<Result<JobAnswer>> JobsController::find(web::Path<"id", Uuid> id, web::Principal who) {
  const auto job = co_await platform_.jobs().find(who.org, *id);
  if (!job) co_return jobs::kJobNotFound;
  const auto files = co_await platform_.files_of(who.org, *job);
  co_return JobAnswer{to_json_of(*job, files)};
}

Task<Result<JobAnswer>> JobsController::cancel(web::Path<"id", Uuid> id, web::Principal who) {
  const auto cancelled = co_await platform_.cancel(requester(who), *id);
  if (!cancelled) co_return cancelled.error();
  co_return co_await find(id, std::move(who));
}

Task<Result<JobAnswer>> JobsController::retry(web::Path<"id", Uuid> id, web::Principal who) {
  const auto retried = co_await platform_.retry(requester(who), *id);
  if (!retried) co_return retried.error();
  co_return co_await find(id, std::move(who));
}

Task<Result<RedriveAnswer>> JobsController::redrive(web::Body<RedriveBody> which, web::Principal who) {
  jobs::DeadFilter filter{.org = who.org,
                          .queue = std::move(which->queue),
                          .error_code = std::move(which->error_code),
                          .from = which->from,
                          .until = which->until};
  if (which->action) filter.kind = platform::job_kind(*which->action);
  const auto done = co_await platform_.redrive(requester(who).actor, std::move(filter));
  if (!done) co_return done.error();
  co_return RedriveAnswer{done->redriven, done->left};
}

}  // namespace tenstone::api
