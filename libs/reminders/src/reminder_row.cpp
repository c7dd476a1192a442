#include "reminder_row.hpp"

namespace tenstone::reminders {

Reminder reminder_of(ReminderRow row) {
  return {.id = row.id,
          .title = std::move(row.title),
          .body = std::move(row.body),
          .channel = {row.channel, std::move(row.recipient)},
          .when = when_from_json(row.plan),
          .state = row.state,
          .next_at = row.next_at,
          .gone_off_at = row.gone_off_at,
          .unacknowledged = row.unacknowledged,
          .version = row.version,
          .created_at = row.created_at,
          .changed_at = row.changed_at};
}

std::string tzdata_of(const When& when) { return when.due_at ? std::string() : recurrence::Zone::version(); }

}  // namespace tenstone::reminders
