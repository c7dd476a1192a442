// Reminders in PostgreSQL. Each occurrence is a row and a job of the same id, made together; firing.hpp is what that
// job does.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/jobs/queue.hpp"
#include "tenstone/jobs/reader.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/reminders/reminder.hpp"
#include "tenstone/webhooks/endpoints.hpp"

namespace tenstone::reminders {

inline constexpr std::size_t kMaxBodyBytes = 4096;
inline constexpr std::size_t kMostAtOnce = 1000;                       // of create()
inline constexpr std::chrono::seconds kLongestSnooze{365LL * 86'400};  // from now
inline constexpr std::string_view kKind = "reminder.due";              // of the jobs
inline constexpr std::string_view kQueue = "default";

struct ListReminders {
  std::optional<ReminderState> state = {};
  std::optional<Uuid> before = {};  // the last id of the page before
  std::size_t limit = 50;
};
struct OccurrenceKey {  // of the order of occurrences()
  Time due_at;
  Uuid id;
};

// One a process, used on any loop. Everything suspends, and throws what Database throws. A reminder of another
// organisation is reminder_not_found. Whatever changes a reminder locks its row, and so does going off: a change either
// comes first, and counts, or finds another version.
class Reminders {
 public:
  // What it is given must outlive it.
  Reminders(postgres::Database& database, Ids& ids, jobs::Queue& queue, jobs::Reader& reader,
            webhooks::Endpoints& endpoints)
      : database_(database), ids_(ids), queue_(queue), reader_(reader), endpoints_(endpoints) {}

  // All of them or none, in one transaction of a few round trips, however many (1 to kMostAtOnce). Durable, as their
  // jobs are, when this resumes. Errors: those of first_time(); mail_invalid, endpoint_not_found; of several, the
  // message says which ("reminders/7: …").
  Task<Result<std::vector<Reminder>>> create(Uuid org, std::vector<NewReminder> reminders, std::string trace);
  Task<std::vector<Reminder>> list(Uuid org, ListReminders which);  // newest first
  Task<Result<Reminder>> find(Uuid org, Uuid id);

  // Of the version that the caller has seen. A new `when` replaces all times that are still to
  // come, also a snoozed one; title, body and channel hold for what goes off from now on.
  // Errors: as create(); reminder_not_found, reminder_cancelled; version_conflict (web::kPreconditionFailed) when
  // `covers` refuses the version. A change that changes nothing leaves the version as it is.
  Task<Result<Reminder>> change(Uuid org, Uuid id, ChangeReminder change,
                                std::function<bool(std::int64_t version)> covers, std::string trace);

  // Goes off once more at that time, in place of a snoozed time that is still to come; the times of its rule stay.
  // Errors: reminder_not_found, reminder_cancelled, reminder_not_due; due_in_past.
  Task<Result<Reminder>> snooze(Uuid org, Uuid id, Time until, std::string trace);
  Task<Result<Reminder>> snooze(Uuid org, Uuid id, std::chrono::seconds from_now, std::string trace);
  // Whatever has gone off is acknowledged, and a snoozed time is not kept to.
  // Errors: reminder_not_found, reminder_cancelled, reminder_not_due.
  Task<Result<Reminder>> acknowledge(Uuid org, Uuid id);
  // Nothing goes off any more; what has gone off is still delivered. Again: nothing happens. Errors:
  // reminder_not_found; version_conflict (web::kPreconditionFailed) when `covers` (if any) refuses the version.
  Task<Result<void>> cancel(Uuid org, Uuid id, std::function<bool(std::int64_t version)> covers = {});

  // The latest due first, those behind `before`. Error: reminder_not_found.
  Task<Result<std::vector<Occurrence>>> occurrences(Uuid org, Uuid id, std::optional<OccurrenceKey> before,
                                                    std::size_t limit);
  // Errors: reminder_not_found, occurrence_not_found.
  Task<Result<OccurrenceLife>> life(Uuid org, Uuid id, Uuid occurrence);

  // Computes the next times again that were computed by older time zones than this process has. Returns how many
  // reminders it looked at. For the start of a worker.
  Task<std::size_t> renew();

 private:
  postgres::Database& database_;
  Ids& ids_;
  jobs::Queue& queue_;
  jobs::Reader& reader_;
  webhooks::Endpoints& endpoints_;
};

// Removes occurrences that went off or were cancelled longer ago, and reminders that ended longer ago, slice by slice.
Task<> remove_old_reminders(postgres::Database& database, std::chrono::seconds kept_for);

}  // namespace tenstone::reminders
