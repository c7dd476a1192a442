// A reminder as its row has it.
#pragma once
#include <optional>
#include <string>

#include "tenstone/reminders/reminder.hpp"

namespace tenstone::reminders {

// The columns, in this order, of each statement that reads a whole reminder.
struct ReminderRow {
  Uuid id;
  std::string title, body;
  ChannelType channel;
  std::optional<std::string> recipient;
  std::string plan;
  ReminderState state;
  std::optional<Time> next_at, gone_off_at;
  bool unacknowledged;
  std::int64_t version;
  Time created_at, changed_at;
};

// Throws what when_from_json() throws.
Reminder reminder_of(ReminderRow row);

// The column tzdata of a plan: empty when no zone counts.
std::string tzdata_of(const When& when);

}  // namespace tenstone::reminders
