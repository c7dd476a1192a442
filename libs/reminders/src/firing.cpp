#include "tenstone/reminders/firing.hpp"

#include "channels.hpp"
#include "new_occurrences.hpp"
#include "tenstone/reminders/reminders.hpp"
#include "tenstone/reminders/when.hpp"

namespace tenstone::reminders {
namespace {

using postgres::Query;
using postgres::Statement;
using std::chrono::ceil;
using std::chrono::milliseconds;

// Seconds. A worker that was away for a while shows in the last ones.
constexpr std::array kLateness{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,   0.25,
                               0.5,   1.0,    2.5,   5.0,  10.0,  60.0, 600.0, 3600.0};

// First of the transaction: whatever changes the reminder waits, or was before.
constexpr Statement kLockDueReminder{"reminders.lock_due", R"(
  select id, title, body, channel, recipient, plan, state from reminders
  where org_id = $1 and id = (select reminder_id from reminder_occurrences where org_id = $1 and id = $2) for update)"};
struct DueReminder {
  Uuid id;
  std::string title, body;
  ChannelType channel;
  std::optional<std::string> recipient;
  std::string plan;
  ReminderState state;
};

// Second, with a snapshot of its own: it sees what was committed while the first one waited. `followed`: the rule has
// moved on already, since this one is a further time of its catch_up.
constexpr Statement kDueOccurrence{"reminder_occurrences.due", R"(
  select plan_version, due_at, snoozed, fired_at is not null, missed or cancelled_at is not null, handed_over,
    exists (select from reminder_occurrences later
            where later.org_id = mine.org_id and later.reminder_id = mine.reminder_id and later.due_at > mine.due_at
              and later.plan_version = mine.plan_version and not later.snoozed and later.cancelled_at is null),
    tenstone.now()
  from reminder_occurrences mine where org_id = $1 and id = $2)"};
struct DueOccurrence {
  std::int64_t plan_version;
  Time due_at;
  bool snoozed, fired, over, handed_over, followed;
  Time now;
};

// Behind the insert of those that follow. $3 its time, $4 the reminder, $5 whether it is missed, $6 the delivery, $7
// whether it was handed over, $8 the time zones that the next time was computed by, if any.
constexpr Statement kGoOff{"reminders.go_off", R"(
  with taken as (
    update reminder_occurrences
    set due_at = $3, missed = $5, fired_at = case when not $5 then tenstone.now() end, delivery_id = $6,
        handed_over = $7
    where org_id = $1 and id = $2),
  pending as (
    select min(due_at) as next_at from reminder_occurrences
    where org_id = $1 and reminder_id = $4 and id <> $2 and ended_at is null)
  update reminders
  set state = case when pending.next_at is null then 'completed' else 'active' end, next_at = pending.next_at,
      tzdata = coalesce($8, tzdata), version = version + (not $5)::int,
      gone_off_at = case when $5 then gone_off_at else tenstone.now() end,
      unacknowledged = unacknowledged or not $5, changed_at = tenstone.now()
  from pending where org_id = $1 and id = $4)"};

constexpr Statement kHandedOver{"reminder_occurrences.handed_over", R"(
  update reminder_occurrences set handed_over = true, delivery_id = $3 where org_id = $1 and id = $2)"};

jobs::Outcome outcome_of(const Error& refused) {
  if (jobs::worth_a_retry(refused.kind))
    return jobs::Retry{.reason = refused.message, .code = refused.code, .at_least = refused.retry_after};
  return jobs::Discard{.reason = refused.message, .code = refused.code};
}

// Of an occurrence that does not go off now, nor waits to be handed over.
std::optional<jobs::Outcome> left_alone(const DueReminder& reminder, const DueOccurrence& occurrence) {
  if (occurrence.over || occurrence.handed_over) return jobs::Done{};
  if (occurrence.fired) return std::nullopt;
  if (reminder.state == ReminderState::Cancelled) return jobs::Done{};
  if (occurrence.due_at > occurrence.now) return jobs::Snooze{ceil<milliseconds>(occurrence.due_at - occurrence.now)};
  return std::nullopt;
}

// Of an occurrence whose time has come. A snoozed one, and a further time of catch_up, stands for itself.
recurrence::Due due_of(const DueReminder& reminder, const DueOccurrence& occurrence) {
  if (occurrence.snoozed || occurrence.followed) return {.times = {occurrence.due_at}};
  return due(when_from_json(reminder.plan), occurrence.due_at, occurrence.now);
}

std::map<ChannelType, metrics::Counter> counters(metrics::Registry& registry) {
  std::map<ChannelType, metrics::Counter> all;
  for (const auto channel : {ChannelType::Email, ChannelType::Webhook, ChannelType::Log})
    all.emplace(channel,
                registry.counter("tenstone_reminders_gone_off_total", "Reminders that went off, by their channel",
                                 {{"channel", std::string(validation::kSchema<ChannelType>.name(channel))}}));
  return all;
}

}  // namespace

// What a transaction makes of an occurrence.
struct Firing::Going {
  Message message;  // its due_at: the occurrence's from now on
  Time now;
  std::int64_t plan_version = 0;
  recurrence::Due due = {};
  std::optional<Uuid> delivery = {};
  bool handed_over = false;

  bool missed() const { return due.times.empty(); }
  // Those that become occurrences of their own.
  std::vector<Time> further() const {
    std::vector<Time> times;
    if (!missed()) times.assign(due.times.begin() + 1, due.times.end());
    if (due.next) times.push_back(*due.next);
    return times;
  }
};

Firing::Firing(postgres::Database& database, Ids& ids, jobs::Queue& queue, mail::Outbox& outbox,
               webhooks::Outgoing& outgoing, metrics::Registry& registry, logging::Logger log)
    : database_(database),
      ids_(ids),
      queue_(queue),
      outbox_(outbox),
      outgoing_(outgoing),
      log_(std::move(log)),
      gone_off_(counters(registry)),
      missed_(registry.counter("tenstone_reminders_missed_total", "Reminders of which times were left out")),
      lateness_(registry.histogram("tenstone_reminder_lateness_seconds", "From the due time until a reminder goes off",
                                   kLateness)) {}

Task<jobs::Outcome> Firing::go_off(jobs::Run& run) {
  const auto done = co_await attempt(run, nullptr);
  if (done) co_return *done;
  // The transaction may have failed, or holds half of a message: it is gone. Another one does all but handing over.
  const auto without = co_await attempt(run, &done.error());
  co_return without ? *without : outcome_of(without.error());
}

// One transaction. `refused`: the channel's error, and it is not asked again. Error: the channel refuses, and nothing
// happened.
Task<Result<jobs::Outcome>> Firing::attempt(jobs::Run& run, const Error* refused) {
  auto transaction = co_await database_.begin();
  std::vector<Query> looks;
  looks.emplace_back(kLockDueReminder, run.org_id(), run.id());
  looks.emplace_back(kDueOccurrence, run.org_id(), run.id());
  const auto rows = co_await transaction.run_together(std::move(looks));
  if (!rows) throw Failure(rows.error());
  const auto reminder = (*rows)[0].one<DueReminder>();
  const auto occurrence = (*rows)[1].one<DueOccurrence>();
  if (!reminder || !occurrence) co_return jobs::Done{};
  if (auto outcome = left_alone(*reminder, *occurrence)) co_return std::move(*outcome);
  if (occurrence->fired && refused != nullptr) co_return outcome_of(*refused);

  Going going{.message = {run.org_id(),
                          reminder->id,
                          run.id(),
                          occurrence->due_at,
                          reminder->title,
                          reminder->body,
                          {reminder->channel, reminder->recipient}},
              .now = occurrence->now,
              .plan_version = occurrence->plan_version};
  if (!occurrence->fired) {
    going.due = due_of(*reminder, *occurrence);
    if (!going.missed()) going.message.due_at = going.due.times.front();
  }
  if (refused == nullptr && (occurrence->fired || !going.missed())) {
    const auto handed = co_await hand_over(transaction, run, going.message);
    if (!handed) co_return handed.error();
    going.delivery = *handed;
    going.handed_over = true;
  }
  if (occurrence->fired) {
    const auto marked = co_await transaction.commit_with(Query(kHandedOver, run.org_id(), run.id(), going.delivery));
    if (!marked) throw Failure(marked.error());
  } else {
    co_await store(transaction, going);
    tell(going);
  }
  if (going.handed_over) wake(going.message.channel.type);
  if (refused != nullptr && !going.missed()) co_return outcome_of(*refused);
  co_return jobs::Done{};
}

// As part of the transaction. The id of what is on its way, if its channel has such.
Task<Result<std::optional<Uuid>>> Firing::hand_over(postgres::Transaction& transaction, jobs::Run& run,
                                                    const Message& message) {
  switch (message.channel.type) {
    case ChannelType::Email: {
      const Uuid id = ids_.next();
      const auto put = co_await outbox_.put(transaction, mail_of(message, id));
      if (!put) co_return put.error();
      co_return std::optional(id);
    }
    case ChannelType::Webhook: {
      const auto endpoint = parse_uuid(message.channel.to.value_or(""));
      if (!endpoint) co_return webhooks::kEndpointNotFound;
      const auto sent = co_await outgoing_.send_to(transaction, *endpoint, webhook_of(message));
      if (!sent) co_return sent.error();
      co_return std::optional(sent->ids.front());
    }
    case ChannelType::Log: {
      const std::string line = line_of(message);
      run.log(line);
      log_.info(kKind, {{"reminder", message.reminder}, {"occurrence", message.occurrence}, {"title", line}});
      co_return std::optional<Uuid>();
    }
  }
  co_return std::optional<Uuid>();
}

// Commits.
Task<> Firing::store(postgres::Transaction& transaction, const Going& going) {
  const Message& message = going.message;
  NewOccurrences further(message.org, going.now, {});
  for (const Time time : going.further())
    further.add(ids_.next(), {.reminder = message.reminder, .plan_version = going.plan_version}, time);
  std::optional<std::string> zones;
  if (going.due.next) zones = recurrence::Zone::version();
  Query query(kGoOff, message.org, message.occurrence, message.due_at, message.reminder, going.missed(), going.delivery,
              going.handed_over, zones);
  if (further.empty()) {
    const auto stored = co_await transaction.commit_with(std::move(query));
    if (!stored) throw Failure(stored.error());
    co_return;
  }
  // [snippet:commit]
  std::vector<Query> queries;
  queries.push_back(further.insert());
  queries.push_back(std::move(query));
  const auto stored = co_await transaction.run_together(std::move(queries));
  if (!stored) throw Failure(stored.error());
  const auto queued = co_await queue_.enqueue_and_commit(transaction, further.jobs());
  if (!queued) throw Failure(queued.error());
  further.wake(queue_);
  // [/snippet:commit]
}

void Firing::tell(const Going& going) const {
  const Message& message = going.message;
  if (going.missed() || going.due.missed) {
    missed_.add();
    log_.warn("reminder.missed", {{"reminder", message.reminder}, {"org", message.org}});
  }
  if (going.missed()) return;
  gone_off_.at(message.channel.type).add();
  lateness_.observe(going.now - message.due_at);
}

void Firing::wake(ChannelType channel) const {
  if (channel == ChannelType::Email) outbox_.wake();
  if (channel == ChannelType::Webhook) outgoing_.wake();
}

}  // namespace tenstone::reminders
