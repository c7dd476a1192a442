// What the routes of reminders read and write.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/reminders/reminders.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/pages.hpp"

namespace tenstone::reminders {

inline constexpr std::size_t kMaxTitle = 200;  // characters

constexpr auto schema(validation::For<NewReminder>) {
  using validation::field;
  return validation::object<NewReminder>(
             field("title", &NewReminder::title).trim().length(1, kMaxTitle),
             field("body", &NewReminder::body).or_default().about("At most 4 KiB"),
             field("channel", &NewReminder::channel),
             field("when", &NewReminder::when)
                 .about(
                     "One of due_at, local_time with tz, cron with tz; dst says what becomes of local times that the "
                     "clocks skip or show twice"))
      .refine(
          "body", "/body", [](const NewReminder& reminder) { return reminder.body.size() <= kMaxBodyBytes; },
          "has more than 4096 bytes");
}

constexpr auto schema(validation::For<ChangeReminder>) {
  using validation::field;
  return validation::object<ChangeReminder>(
             field("title", &ChangeReminder::title).not_null().trim().length(1, kMaxTitle),
             field("body", &ChangeReminder::body).not_null().about("At most 4 KiB"),
             field("channel", &ChangeReminder::channel).not_null().about("Replaced whole"),
             field("when", &ChangeReminder::when).not_null().about("Replaced whole, with all times that are to come"))
      .refine(
          "body", "/body",
          [](const ChangeReminder& change) { return !change.body || change.body->size() <= kMaxBodyBytes; },
          "has more than 4096 bytes");
}

constexpr auto schema(validation::For<Reminder>) {
  using validation::field;
  return validation::object<Reminder>(
      field("id", &Reminder::id), field("title", &Reminder::title), field("body", &Reminder::body),
      field("channel", &Reminder::channel), field("when", &Reminder::when), field("state", &Reminder::state),
      field("next_at", &Reminder::next_at).about("When it goes off next; null: not any more"),
      field("gone_off_at", &Reminder::gone_off_at).about("When it went off last"),
      field("unacknowledged", &Reminder::unacknowledged).about("It has gone off since it was last acknowledged"),
      field("version", &Reminder::version).about("Counts changes, also that it goes off; the ETag"),
      field("created_at", &Reminder::created_at), field("changed_at", &Reminder::changed_at));
}

struct BatchBody {
  std::vector<NewReminder> reminders;
};
constexpr auto schema(validation::For<BatchBody>) {
  return validation::object<BatchBody>(validation::field("reminders", &BatchBody::reminders).items(1, kMostAtOnce));
}
struct BatchMade {
  std::vector<Uuid> ids;  // in the order of the body
};
constexpr auto schema(validation::For<BatchMade>) {
  return validation::object<BatchMade>(validation::field("ids", &BatchMade::ids));
}

struct RemindersQuery : web::Paging {
  std::optional<ReminderState> state = {};
};
constexpr auto schema(validation::For<RemindersQuery>) {
  return web::paged<RemindersQuery>(validation::field("state", &RemindersQuery::state));
}
struct OccurrencesQuery : web::Paging {};
constexpr auto schema(validation::For<OccurrencesQuery>) { return web::paged<OccurrencesQuery>(); }
constexpr auto schema(validation::For<OccurrenceKey>) {  // as a cursor
  return validation::object<OccurrenceKey>(validation::field("due_at", &OccurrenceKey::due_at),
                                           validation::field("id", &OccurrenceKey::id));
}

struct PreviewBody {
  When when;
  std::optional<Time> from = {};  // nothing: now
  int count = 10;
};
constexpr auto schema(validation::For<PreviewBody>) {
  using validation::field;
  return validation::object<PreviewBody>(field("when", &PreviewBody::when),
                                         field("from", &PreviewBody::from).about("Times after this one; now"),
                                         field("count", &PreviewBody::count).or_default().range(1, 100));
}
struct PreviewTime {
  Time at;
  std::optional<std::string> local = {};
};
constexpr auto schema(validation::For<PreviewTime>) {
  using validation::field;
  return validation::object<PreviewTime>(
      field("at", &PreviewTime::at),
      field("local", &PreviewTime::local).about("What the clocks of its zone show; null: it has none"));
}
struct PreviewMade {
  std::vector<PreviewTime> times;
};
constexpr auto schema(validation::For<PreviewMade>) {
  return validation::object<PreviewMade>(validation::field("times", &PreviewMade::times));
}

struct SnoozeBody {
  std::optional<std::int64_t> for_seconds = {};
  std::optional<Time> until = {};
};
constexpr auto schema(validation::For<SnoozeBody>) {
  using validation::field;
  return validation::object<SnoozeBody>(field("for_seconds", &SnoozeBody::for_seconds).range(1, kLongestSnooze.count()),
                                        field("until", &SnoozeBody::until))
      .refine(
          "snooze", "", [](const SnoozeBody& body) { return body.for_seconds.has_value() != body.until.has_value(); },
          "has exactly one of for_seconds and until");
}

constexpr auto schema(validation::For<Waiting>) {
  using validation::field;
  return validation::object<Waiting>(
      field("what", &Waiting::what)
          .about("time: it is not due yet; worker: it is due, and no worker has taken it; retry: an attempt failed"),
      field("until", &Waiting::until).about("When it goes on, at the earliest"),
      field("error_code", &Waiting::error_code), field("error", &Waiting::error).about("Of the attempt that failed"));
}

// The fields of an Occurrence, and more.
template <class T, class... M>
constexpr auto occurrence_object(validation::Field<T, M>... more) {
  using validation::field;
  return validation::object<T>(
      field<T, Uuid>("id", &T::id), field<T, Time>("due_at", &T::due_at), field<T, bool>("snoozed", &T::snoozed),
      field<T, OccurrenceState>("state", &T::state),
      field<T, std::optional<Time>>("fired_at", &T::fired_at).about("When it went off"),
      field<T, std::optional<Time>>("acknowledged_at", &T::acknowledged_at),
      field<T, std::optional<Uuid>>("delivery", &T::delivery).about("Of the mail, or of the webhook's delivery"),
      field<T, std::optional<Waiting>>("waiting", &T::waiting).about("Why it has not happened yet"), more...);
}
constexpr auto schema(validation::For<Occurrence>) { return occurrence_object<Occurrence>(); }

constexpr auto schema(validation::For<OccurrenceAttempt>) {
  using validation::field;
  return validation::object<OccurrenceAttempt>(
      field("stage", &OccurrenceAttempt::stage), field("attempt", &OccurrenceAttempt::attempt),
      field("started_at", &OccurrenceAttempt::started_at),
      field("finished_at", &OccurrenceAttempt::finished_at).about("Null: it runs now"),
      field("outcome", &OccurrenceAttempt::outcome), field("error_code", &OccurrenceAttempt::error_code),
      field("error", &OccurrenceAttempt::error));
}
struct OccurrenceDetail : Occurrence {
  std::vector<OccurrenceAttempt> attempts = {};
};
constexpr auto schema(validation::For<OccurrenceDetail>) {
  return occurrence_object<OccurrenceDetail>(validation::field("attempts", &OccurrenceDetail::attempts));
}

}  // namespace tenstone::reminders
