// Reminders as an API.
#pragma once
#include <functional>
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/reminders/reminders.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::reminders {

struct BatchBody;
struct BatchMade;
struct OccurrenceDetail;
struct OccurrencesQuery;
struct PreviewBody;
struct PreviewMade;
struct RemindersQuery;
struct SnoozeBody;

// Whose reminders a request is about, and what guards them. `org` is called in a handler, after the guard has let the
// request through. It must not suspend and not throw.
struct Access {
  web::Guard read, write;
  std::function<Uuid(const http::Request&)> org;
};

// Of the caller's organisation. Whatever answers with one reminder has its version as ETag.
//
//   POST   /v1/reminders                    {"title", "body"?, "channel", "when"}; 201
//   POST   /v1/reminders/batch              {"reminders": [1 to 1,000]}; 201 {"ids"}: all of them, or none
//   GET    /v1/reminders                    ?state=, ?limit=, ?cursor=; newest first
//   POST   /v1/reminders/preview            {"when", "from"?, "count"?}; {"times": [{"at", "local"}]}: stores nothing
//   GET    /v1/reminders/{id}
//   PATCH  /v1/reminders/{id}               {"title"?, "body"?, "channel"?, "when"?}; needs If-Match
//   DELETE /v1/reminders/{id}               204: cancelled, and still listed; If-Match if you like
//   POST   /v1/reminders/{id}/snooze        {"for_seconds"} or {"until"}
//   POST   /v1/reminders/{id}/ack
//   GET    /v1/reminders/{id}/occurrences   ?limit=, ?cursor=; the latest due first
//   GET    /v1/reminders/{id}/occurrences/{occurrence}   with its attempts
// Errors: those of Reminders.
class RemindersController final : public web::Controller {
 public:
  // `reminders` and `clock` must outlive it. `cursors`: of a key that all processes share.
  RemindersController(Reminders& reminders, Access access, const Clock& clock, web::Cursors cursors);

 private:
  using Id = web::Path<"id", Uuid>;
  using One = Result<web::Versioned<Reminder>>;
  Task<Result<web::Versioned<web::Created<Reminder>>>> create(web::Body<NewReminder> body, http::Request& request);
  Task<Result<web::Created<BatchMade>>> create_batch(web::Body<BatchBody> body, http::Request& request);
  Task<Result<web::Page<Reminder>>> list(web::Query<RemindersQuery> query, http::Request& request);
  Task<Result<PreviewMade>> preview(web::Body<PreviewBody> body);
  Task<One> find(Id id, http::Request& request);
  Task<One> change(Id id, web::Body<ChangeReminder> body, web::IfMatch known, http::Request& request);
  Task<Result<void>> cancel(Id id, std::optional<web::IfMatch> known, http::Request& request);
  Task<One> snooze(Id id, web::Body<SnoozeBody> body, http::Request& request);
  Task<One> acknowledge(Id id, http::Request& request);
  Task<Result<web::Page<Occurrence>>> occurrences(Id id, web::Query<OccurrencesQuery> query, http::Request& request);
  Task<Result<OccurrenceDetail>> occurrence(Id id, web::Path<"occurrence", Uuid> which, http::Request& request);

  Reminders& reminders_;
  const std::function<Uuid(const http::Request&)> org_;
  const Clock& clock_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::reminders
