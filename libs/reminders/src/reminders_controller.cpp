#include "tenstone/reminders/reminders_controller.hpp"

#include "reminders_json.hpp"
#include "tenstone/mail/outbox.hpp"
#include "tenstone/recurrence/errors.hpp"

namespace tenstone::reminders {
namespace {

constexpr std::size_t kMaxBatchBytes = 8 << 20;  // of a body

std::string path_of(const Reminder& reminder) { return "/v1/reminders/" + to_string(reminder.id); }
std::string trace_of(const http::Request& request) { return std::string(request.id()); }

Result<web::Versioned<Reminder>> versioned(Result<Reminder> reminder) {
  if (!reminder) return reminder.error();
  const std::int64_t version = reminder->version;
  return web::Versioned<Reminder>{std::move(*reminder), version};
}

}  // namespace

RemindersController::RemindersController(Reminders& reminders, Access access, const Clock& clock, web::Cursors cursors)
    : reminders_(reminders), org_(std::move(access.org)), clock_(clock), cursors_(std::move(cursors)) {
  using namespace recurrence;
  route("POST /v1/reminders", &RemindersController::create)
      .guard(access.write)
      .answers(kDueInPast, kNeverDue, kNonexistentLocalTime, kAmbiguousLocalTime, kInvalidLocalTime, mail::kMailInvalid,
               webhooks::kEndpointNotFound)
      .summary("Make a reminder");
  route("POST /v1/reminders/batch", &RemindersController::create_batch)
      .guard(access.write)
      .body_limit(kMaxBatchBytes)
      .answers(kDueInPast, kNeverDue, kNonexistentLocalTime, kAmbiguousLocalTime, kInvalidLocalTime, mail::kMailInvalid,
               webhooks::kEndpointNotFound)
      .summary("Make up to 1,000 reminders: all of them, or none");
  route("GET /v1/reminders", &RemindersController::list).guard(access.read).summary("Reminders, newest first");
  route("POST /v1/reminders/preview", &RemindersController::preview)
      .guard(access.read)
      .answers(kDueInPast, kNeverDue, kNonexistentLocalTime, kAmbiguousLocalTime, kInvalidLocalTime)
      .summary("The next times of a reminder that is not made");
  route("GET /v1/reminders/{id}", &RemindersController::find)
      .guard(access.read)
      .answers(kReminderNotFound)
      .summary("One reminder");
  route("PATCH /v1/reminders/{id}", &RemindersController::change)
      .guard(access.write)
      .answers(kReminderNotFound, kReminderCancelled, kDueInPast, kNeverDue, kNonexistentLocalTime, kAmbiguousLocalTime,
               kInvalidLocalTime, mail::kMailInvalid, webhooks::kEndpointNotFound)
      .summary("Change a reminder that nobody has changed, and that has not gone off, since it was read");
  route("DELETE /v1/reminders/{id}", &RemindersController::cancel)
      .guard(access.write)
      .answers(kReminderNotFound)
      .summary("Cancel a reminder; it stays in the list");
  route("POST /v1/reminders/{id}/snooze", &RemindersController::snooze)
      .guard(access.write)
      .answers(kReminderNotFound, kReminderCancelled, kReminderNotDue, kDueInPast)
      .summary("Let a reminder that has gone off do so once more");
  route("POST /v1/reminders/{id}/ack", &RemindersController::acknowledge)
      .guard(access.write)
      .answers(kReminderNotFound, kReminderCancelled, kReminderNotDue)
      .summary("Acknowledge a reminder that has gone off");
  route("GET /v1/reminders/{id}/occurrences", &RemindersController::occurrences)
      .guard(access.read)
      .answers(kReminderNotFound)
      .summary("The times of a reminder, the latest first, and what became of each");
  route("GET /v1/reminders/{id}/occurrences/{occurrence}", &RemindersController::occurrence)
      .guard(access.read)
      .answers(kReminderNotFound, kOccurrenceNotFound)
      .summary("One time of a reminder, with each attempt");
}

Task<Result<web::Versioned<web::Created<Reminder>>>> RemindersController::create(web::Body<NewReminder> body,
                                                                                 http::Request& request) {
  std::vector<NewReminder> one;
  one.push_back(std::move(*body));
  auto made = co_await reminders_.create(org_(request), std::move(one), trace_of(request));
  if (!made) co_return made.error();
  Reminder& reminder = made->front();
  const std::int64_t version = reminder.version;
  std::string path = path_of(reminder);
  co_return web::Versioned<web::Created<Reminder>>{{std::move(reminder), std::move(path)}, version};
}

Task<Result<web::Created<BatchMade>>> RemindersController::create_batch(web::Body<BatchBody> body,
                                                                        http::Request& request) {
  const auto made = co_await reminders_.create(org_(request), std::move(body->reminders), trace_of(request));
  if (!made) co_return made.error();
  web::Created<BatchMade> created{{}, "/v1/reminders"};
  for (const Reminder& reminder : *made) created.value.ids.push_back(reminder.id);
  co_return created;
}

Task<Result<web::Page<Reminder>>> RemindersController::list(web::Query<RemindersQuery> query, http::Request& request) {
  const auto before = cursors_.open<Uuid>(*query);
  if (!before) co_return before.error();
  ListReminders which{.state = query->state, .before = *before, .limit = static_cast<std::size_t>(query->limit) + 1};
  auto rows = co_await reminders_.list(org_(request), which);
  co_return cursors_.page(*query, std::move(rows), [](const Reminder& last) { return last.id; });
}

Task<Result<PreviewMade>> RemindersController::preview(web::Body<PreviewBody> body) {
  const auto times = next_times(body->when, body->from.value_or(clock_.now()), static_cast<std::size_t>(body->count));
  if (!times) co_return times.error();
  PreviewMade made;
  for (const Time at : *times) {
    PreviewTime& time = made.times.emplace_back(at);
    if (body->when.tz) time.local = recurrence::to_text(body->when.tz->to_local(at));
  }
  co_return made;
}

Task<RemindersController::One> RemindersController::find(Id id, http::Request& request) {
  co_return versioned(co_await reminders_.find(org_(request), *id));
}

Task<RemindersController::One> RemindersController::change(Id id, web::Body<ChangeReminder> body, web::IfMatch known,
                                                           http::Request& request) {
  std::function<bool(std::int64_t)> covers = [known](std::int64_t version) { return known.covers(version); };
  co_return versioned(
      co_await reminders_.change(org_(request), *id, std::move(*body), std::move(covers), trace_of(request)));
}

Task<Result<void>> RemindersController::cancel(Id id, std::optional<web::IfMatch> known, http::Request& request) {
  std::function<bool(std::int64_t)> covers;
  if (known) covers = [known](std::int64_t version) { return known->covers(version); };
  co_return co_await reminders_.cancel(org_(request), *id, std::move(covers));
}

Task<RemindersController::One> RemindersController::snooze(Id id, web::Body<SnoozeBody> body, http::Request& request) {
  if (body->until) co_return versioned(co_await reminders_.snooze(org_(request), *id, *body->until, trace_of(request)));
  const std::chrono::seconds from_now(*body->for_seconds);
  co_return versioned(co_await reminders_.snooze(org_(request), *id, from_now, trace_of(request)));
}

Task<RemindersController::One> RemindersController::acknowledge(Id id, http::Request& request) {
  co_return versioned(co_await reminders_.acknowledge(org_(request), *id));
}

Task<Result<web::Page<Occurrence>>> RemindersController::occurrences(Id id, web::Query<OccurrencesQuery> query,
                                                                     http::Request& request) {
  const auto before = cursors_.open<OccurrenceKey>(*query);
  if (!before) co_return before.error();
  auto rows = co_await reminders_.occurrences(org_(request), *id, *before, static_cast<std::size_t>(query->limit) + 1);
  if (!rows) co_return rows.error();
  co_return cursors_.page(*query, std::move(*rows),
                          [](const Occurrence& last) { return OccurrenceKey{last.due_at, last.id}; });
}

Task<Result<OccurrenceDetail>> RemindersController::occurrence(Id id, web::Path<"occurrence", Uuid> which,
                                                               http::Request& request) {
  auto found = co_await reminders_.life(org_(request), *id, *which);
  if (!found) co_return found.error();
  co_return OccurrenceDetail{std::move(found->occurrence), std::move(found->attempts)};
}

}  // namespace tenstone::reminders
