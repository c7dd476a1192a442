#include "controllers.hpp"

#include "requester.hpp"
#include "tenstone/flags/errors.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::api {
namespace {

// Puts what the limiter told the handler onto whatever it answers.
http::NamedMiddleware limit_headers() {
  return {"limit_headers", [](http::Request& request, http::Next next) -> Task<http::Response> {
            http::Response response = co_await next(request);
            if (const auto* told = request.get<platform::Headers>())
              for (const auto& [name, value] : *told) response.header(name, value);
            co_return response;
          }};
}

}  // namespace

ActionsController::ActionsController(service::Service& service, platform::Platform& platform)
    : service_(service), platform_(platform) {
  route("POST /v1/actions/{name}", &ActionsController::trigger)
      .guard(web::requires_scope("actions:run"))
      .intercept(limit_headers())
      .answers(platform::kActionNotFound, rate_limit::kQuotaExceeded, rate_limit::kAbnormalUsageDetected,
               flags::kFeatureDisabled, jobs::kPayloadTooLarge, jobs::kJobNotFound)
      .summary("Trigger an action");
}

Task<Result<web::Accepted<JobAnswer>>> ActionsController::trigger(web::Path<"name", std::string> name,
                                                                  web::Query<TriggerQuery> query,
                                                                  web::Body<validation::Json> input, web::Principal who,
                                                                  http::Request& request) {
  platform::Headers told;
  platform::Trigger what{*name, std::move(input->text), std::string(request.id()), query->delay};
  const auto job = co_await platform_.trigger(requester(who), std::move(what), told);
  request.put(std::move(told));
  if (!job) co_return job.error();
  service_.log().info("action.triggered", {{"action", *name}, {"job", job->id}, {"request_id", request.id()}});
  if (job->existed) {
    const auto first = co_await platform_.jobs().find(who.org, job->id);
    if (!first) co_return jobs::kJobNotFound;
    co_return web::Accepted<JobAnswer>{{to_json_of(*first), true}, "/v1/jobs/" + to_string(job->id)};
  }
  JobJson queued{.id = job->id,
                 .action = *name,
                 .state = "queued",
                 .created_at = service_.clock().now(),
                 .request_id = std::string(request.id())};
  if (query->delay.count() > 0) queued.next_run_at = queued.created_at + query->delay;
  co_return web::Accepted<JobAnswer>{{std::move(queued)}, "/v1/jobs/" + to_string(job->id)};
}

JobsController::JobsController(platform::Platform& platform) : platform_(platform) {
  route("GET /v1/jobs", &JobsController::list)
      .guard(web::requires_scope("jobs:read"))
      .summary("Your organisation's jobs, newest first");
  route("GET /v1/jobs/{id}", &JobsController::find)
      .guard(web::requires_scope("jobs:read"))
      .answers(jobs::kJobNotFound)
      .summary("A job with each attempt and its log");
  route("POST /v1/jobs/{id}/cancel", &JobsController::cancel)
      .guard(web::requires_scope("actions:run"))
      .answers(jobs::kJobNotFound, jobs::kJobFinished)
      .summary("Cancel a job that has not ended");
  route("POST /v1/jobs/{id}/retry", &JobsController::retry)
      .guard(web::requires_scope("actions:run"))
      .answers(jobs::kJobNotFound, jobs::kJobNotDead)
      .summary("Queue a failed or cancelled job again, under its number");
}

Task<web::Page<JobJson>> JobsController::list(web::Query<ListQuery> query, web::Principal who) {
  const auto limit = static_cast<std::size_t>(query->limit);
  jobs::ListJobs which{.state = query->state, .limit = limit, .before = query->cursor};
  web::Page<JobJson> page;
  for (const jobs::JobSummary& job : co_await platform_.jobs().list(who.org, std::move(which)))
    page.data.push_back(to_json_of(job));
  if (page.data.size() == limit) page.next_cursor = to_string(page.data.back().id);
  co_return page;
}

Task<Result<JobAnswer>> JobsController::find(web::Path<"id", Uuid> id, web::Principal who) {
  const auto job = co_await platform_.jobs().find(who.org, *id);
  if (!job) co_return jobs::kJobNotFound;
  co_return JobAnswer{to_json_of(*job)};
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

}  // namespace tenstone::api
