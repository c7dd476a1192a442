// What a reminder that goes off says through its channel. Pure.
#pragma once
#include <string>

#include "tenstone/mail/outbox.hpp"
#include "tenstone/reminders/reminder.hpp"
#include "tenstone/webhooks/outgoing.hpp"

namespace tenstone::reminders {

struct Message {
  Uuid org, reminder, occurrence;
  Time due_at;
  std::string title, body;
  Channel channel;
};

// The title is the subject. `id`: of the mail and of its job.
mail::Mail mail_of(const Message& message, const Uuid& id);
// {"reminder": {"id", "title", "body"}, "occurrence": {"id", "due_at"}} of the type "reminder.due".
webhooks::NewMessage webhook_of(const Message& message);
// The title in one line: anybody may have written it, so control characters, with which it could pass for other lines,
// become blanks.
std::string line_of(const Message& message);

}  // namespace tenstone::reminders
