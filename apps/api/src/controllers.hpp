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

struct ListQuery {
  std::optional<jobs::JobState> state;
  int limit = 50;
  std::optional<Uuid> cursor;
};
constexpr auto schema(validation::For<ListQuery>) {
  using validation::field;
  return validation::object<ListQuery>(field("state", &ListQuery::state),
                                       field("limit", &ListQuery::limit).or_default().range(1, 1000),
                                       field("cursor", &ListQuery::cursor));
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
  // The input is whatever JSON the action takes; its runner checks it.
  Task<Result<web::Accepted<JobAnswer>>> trigger(web::Path<"name", std::string> name, web::Query<TriggerQuery> query,
                                                 web::Body<validation::Json> input, web::Principal who,
                                                 http::Request& request);

 private:
  service::Service& service_;
  platform::Platform& platform_;
};

class JobsController final : public web::Controller {
 public:
  explicit JobsController(platform::Platform& platform);
  Task<web::Page<JobJson>> list(web::Query<ListQuery> query, web::Principal who);
  Task<Result<JobAnswer>> find(web::Path<"id", Uuid> id, web::Principal who);
  Task<Result<JobAnswer>> cancel(web::Path<"id", Uuid> id, web::Principal who);
  Task<Result<JobAnswer>> retry(web::Path<"id", Uuid> id, web::Principal who);

 private:
  platform::Platform& platform_;
};

}  // namespace tenstone::api
