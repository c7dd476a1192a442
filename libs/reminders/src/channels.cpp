#include "channels.hpp"

#include "tenstone/reminders/reminders.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::reminders {
namespace {

struct SentReminder {
  Uuid id;
  std::string title, body;
};
struct SentOccurrence {
  Uuid id;
  Time due_at;
};
struct SentData {
  SentReminder reminder;
  SentOccurrence occurrence;
};
constexpr auto schema(validation::For<SentReminder>) {
  using validation::field;
  return validation::object<SentReminder>(field("id", &SentReminder::id), field("title", &SentReminder::title),
                                          field("body", &SentReminder::body));
}
constexpr auto schema(validation::For<SentOccurrence>) {
  using validation::field;
  return validation::object<SentOccurrence>(field("id", &SentOccurrence::id), field("due_at", &SentOccurrence::due_at));
}
constexpr auto schema(validation::For<SentData>) {
  using validation::field;
  return validation::object<SentData>(field("reminder", &SentData::reminder),
                                      field("occurrence", &SentData::occurrence));
}

}  // namespace

mail::Mail mail_of(const Message& message, const Uuid& id) {
  std::string text = message.body;
  if (!text.empty()) text += "\n\n";
  text += "Due " + to_rfc3339(message.due_at) + ", reminder " + to_string(message.reminder);
  return {.to = message.channel.to.value_or(""),
          .subject = message.title,
          .text = std::move(text),
          .org = message.org,
          .id = id,
          .job = id};
}

webhooks::NewMessage webhook_of(const Message& message) {
  const SentData data{{message.reminder, message.title, message.body}, {message.occurrence, message.due_at}};
  return {.org = message.org, .type = std::string(kKind), .payload = {validation::to_json(data)}};
}

std::string line_of(const Message& message) {
  std::string line = message.title;
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
  return line;
}

}  // namespace tenstone::reminders
