// The error codes of reminders.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::reminders {

inline const ErrorCode kReminderNotFound{ErrorKind::NotFound, "reminder_not_found", "There is no such reminder"};
inline const ErrorCode kOccurrenceNotFound{ErrorKind::NotFound, "occurrence_not_found",
                                           "The reminder has no such occurrence (any more)"};
inline const ErrorCode kReminderCancelled{ErrorKind::Conflict, "reminder_cancelled",
                                          "The reminder was cancelled: it cannot be changed any more"};
inline const ErrorCode kReminderNotDue{
    ErrorKind::Conflict, "reminder_not_due",
    "Only a reminder that has gone off, and was not acknowledged since, can be snoozed or acknowledged"};
inline const ErrorCode kDueInPast{ErrorKind::Invalid, "due_in_past", "This time has passed"};
inline const ErrorCode kNeverDue{ErrorKind::Invalid, "never_due", "This reminder has no time from now on"};

}  // namespace tenstone::reminders
