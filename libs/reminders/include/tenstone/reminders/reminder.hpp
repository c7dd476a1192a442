// What reminders are made of.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/uuid.hpp"
#include "tenstone/reminders/when.hpp"
#include "tenstone/validation/patch.hpp"

namespace tenstone::reminders {

enum class ChannelType : std::uint8_t {
  Email,    // `to`: an address. Sent by libs/mail; the Message-ID is the same in every attempt
  Webhook,  // `to`: the id of an endpoint of the organisation (libs/webhooks). Signed; the webhook-id is the same in
            // every attempt
  Log,      // without `to`: a line "reminder.due" in the log of the process and of the job
};
struct Channel {
  ChannelType type = ChannelType::Log;
  std::optional<std::string> to = {};
  friend bool operator==(const Channel&, const Channel&) = default;
};

struct NewReminder {
  std::string title;  // 1 to 200 characters
  std::string body = {};
  Channel channel;
  When when;
};

struct ChangeReminder {
  validation::Patch<std::string> title = {}, body = {};
  validation::Patch<Channel> channel = {};
  validation::Patch<When> when = {};
};

enum class ReminderState : std::uint8_t {
  Active,     // will go off (again)
  Completed,  // has gone off for the last time
  Cancelled,  // for good
};

struct Reminder {
  Uuid id;
  std::string title, body;
  Channel channel;
  When when;
  ReminderState state = ReminderState::Active;
  std::optional<Time> next_at;      // of an active one
  std::optional<Time> gone_off_at;  // the last time that it did
  bool unacknowledged = false;      // it has gone off, and was neither acknowledged nor given another `when` since
  std::int64_t version = 1;         // counts changes; that it goes off is one
  Time created_at, changed_at;
};

enum class OccurrenceState : std::uint8_t {
  Pending,     // not due yet, or due and not begun
  Delivering,  // has gone off; the mail or the webhook is on its way
  Delivered,
  Failed,     // nothing is tried any more by itself
  Missed,     // nobody was there at its time, and catch_up leaves it out
  Cancelled,  // with its reminder, by another `when`, or snoozed by another one
};

// Why something has not happened yet. Closed: the page has a sentence for each.
enum class WaitsFor : std::uint8_t {
  Time,    // `until`
  Worker,  // it is due, and no worker has taken it yet
  Retry,   // an attempt failed: the next one is at `until`
};
struct Waiting {
  WaitsFor what;
  std::optional<Time> until = {};
  std::optional<std::string> error_code = {}, error = {};  // of the attempt that failed
};

struct Occurrence {
  Uuid id;      // also the id of the job that makes it go off
  Time due_at;  // it never goes off before
  bool snoozed = false;
  OccurrenceState state = OccurrenceState::Pending;
  std::optional<Time> fired_at;         // when it went off
  std::optional<Time> acknowledged_at;  //
  std::optional<Uuid> delivery;         // the job of the mail or of the webhook's delivery
  std::optional<Waiting> waiting = {};  // of Pending and Delivering
};

// One attempt of an occurrence's two jobs.
enum class Stage : std::uint8_t {
  GoOff,    // the occurrence is taken, and handed to its channel, in one transaction
  Deliver,  // the mail or the webhook is sent
};
struct OccurrenceAttempt {
  Stage stage;
  int attempt;  // from 1, in its stage
  Time started_at;
  std::optional<Time> finished_at;     // nothing: it runs now
  std::optional<std::string> outcome;  // as jobs::RunOutcome
  std::optional<std::string> error_code, error;
};
struct OccurrenceLife {
  Occurrence occurrence;
  std::vector<OccurrenceAttempt> attempts;  // in order of time
};

constexpr auto schema(validation::For<ChannelType>) {
  using enum ChannelType;
  return validation::enumeration<ChannelType>({{"email", Email}, {"webhook", Webhook}, {"log", Log}});
}
constexpr auto schema(validation::For<Channel>) {
  using validation::field;
  return validation::object<Channel>(field("type", &Channel::type), field("to", &Channel::to).length(1, 254))
      .refine(
          "to", "/to",
          [](const Channel& channel) { return channel.to.has_value() != (channel.type == ChannelType::Log); },
          "an address of email, the id of an endpoint of webhook, and nothing of log");
}
constexpr auto schema(validation::For<ReminderState>) {
  using enum ReminderState;
  return validation::enumeration<ReminderState>(
      {{"active", Active}, {"completed", Completed}, {"cancelled", Cancelled}});
}
constexpr auto schema(validation::For<OccurrenceState>) {
  using enum OccurrenceState;
  return validation::enumeration<OccurrenceState>({{"pending", Pending},
                                                   {"delivering", Delivering},
                                                   {"delivered", Delivered},
                                                   {"failed", Failed},
                                                   {"missed", Missed},
                                                   {"cancelled", Cancelled}});
}
constexpr auto schema(validation::For<WaitsFor>) {
  using enum WaitsFor;
  return validation::enumeration<WaitsFor>({{"time", Time}, {"worker", Worker}, {"retry", Retry}});
}
constexpr auto schema(validation::For<Stage>) {
  using enum Stage;
  return validation::enumeration<Stage>({{"go_off", GoOff}, {"deliver", Deliver}});
}

}  // namespace tenstone::reminders
