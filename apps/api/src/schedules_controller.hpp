// The organisation's schedules of actions.
#pragma once
#include <variant>

#include "schedule_json.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::api {

struct ScheduledJob {
  Uuid job;  // the one that starts the action
};
constexpr auto schema(validation::For<ScheduledJob>) {
  return validation::object<ScheduledJob>(validation::field("job", &ScheduledJob::job));
}

struct ListSchedulesQuery : web::Paging {};
constexpr auto schema(validation::For<ListSchedulesQuery>) { return web::paged<ListSchedulesQuery>(); }

class SchedulesController final : public web::Controller {
 public:
  SchedulesController(platform::Platform& platform, const Clock& clock, Secret<std::string> cursor_key);
  using Name = web::Path<"name", std::string>;
  Task<Result<web::Page<ScheduleJson>>> list(web::Query<ListSchedulesQuery> query, web::Principal who);
  using Answer = Result<web::Versioned<ScheduleAnswer>>;
  using PutAnswer = Result<web::Versioned<std::variant<web::Created<ScheduleAnswer>, ScheduleAnswer>>>;
  Task<Answer> find(Name name, web::Principal who);
  Task<PutAnswer> put(Name name, web::Body<ScheduleBody> body, std::optional<web::IfMatch> known, web::Principal who);
  Task<Result<void>> remove(Name name, web::IfMatch known, web::Principal who);
  Task<Answer> pause(Name name, web::IfMatch known, web::Principal who);
  Task<Answer> resume(Name name, web::IfMatch known, web::Principal who);
  Task<Result<web::Accepted<ScheduledJob>>> run(Name name, web::Principal who);
  Task<PreviewAnswer> preview(web::Body<PreviewBody> body);

 private:
  platform::ActionSchedules& schedules_;
  const Clock& clock_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::api
