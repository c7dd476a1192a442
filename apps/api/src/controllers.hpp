// The platform's own endpoints: actions and their jobs.
#pragma once
#include <string>

#include "tenstone/api/job_json.hpp"
#include "tenstone/config/units.hpp"
#include "tenstone/platform/platform.hpp"
#include "tenstone/validation/json.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::service {
class Service;
}

namespace tenstone::api {

struct ListQuery : web::Paging {
  std::optional<jobs::JobState> state;
};
constexpr auto schema(validation::For<ListQuery>) {
  return web::paged<ListQuery>(validation::field("state", &ListQuery::state));
}

struct TriggerQuery {
  std::chrono::milliseconds delay{0};  // "?delay=10min"
};
constexpr auto schema(validation::For<TriggerQuery>) {
  return validation::object<TriggerQuery>(validation::field("delay", &TriggerQuery::delay)
                                              .or_default()
                                              .range(std::chrono::milliseconds(0), platform::kMaxDelay));
}

class ActionsController final : public web::Controller {
 public:
  ActionsController(service::Service& service, platform::Platform& platform);
  using Triggered = web::WithHeaders<Result<web::Accepted<JobAnswer>>>;  // with the limit's headers
  // The input is whatever JSON the action takes; its runner checks it.
  Task<Triggered> trigger(web::Path<"name", std::string> name, web::Query<TriggerQuery> query,
                          web::Body<validation::Json> input, web::Principal who, http::Request& request);

 private:
  service::Service& service_;
  platform::Platform& platform_;
};

// Which of the organisation's failed jobs; all of them without any.
struct RedriveBody {
  std::optional<std::string> action, queue, error_code;
  std::optional<Time> from, until;  // when they failed: from <= then < until
};
constexpr auto schema(validation::For<RedriveBody>) {
  using validation::field;
  return validation::object<RedriveBody>(field("action", &RedriveBody::action), field("queue", &RedriveBody::queue),
                                         field("error_code", &RedriveBody::error_code),
                                         field("from", &RedriveBody::from), field("until", &RedriveBody::until));
}
struct RedriveAnswer {
  std::int64_t redriven, left;  // left: another job was made for the same since
};
constexpr auto schema(validation::For<RedriveAnswer>) {
  using validation::field;
  return validation::object<RedriveAnswer>(field("redriven", &RedriveAnswer::redriven),
                                           field("left", &RedriveAnswer::left));
}

class JobsController final : public web::Controller {
 public:
  JobsController(platform::Platform& platform, Secret<std::string> cursor_key);
  Task<Result<web::Page<JobJson>>> list(web::Query<ListQuery> query, web::Principal who);
  Task<Result<JobAnswer>> find(web::Path<"id", Uuid> id, web::Principal who);
  Task<Result<JobAnswer>> cancel(web::Path<"id", Uuid> id, web::Principal who);
  Task<Result<JobAnswer>> retry(web::Path<"id", Uuid> id, web::Principal who);
  Task<Result<RedriveAnswer>> redrive(web::Body<RedriveBody> which, web::Principal who);

 private:
  platform::Platform& platform_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::api
