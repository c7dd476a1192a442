#include "tenstone/reminders/reminders.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <stdexcept>

#include "new_occurrences.hpp"
#include "recipient.hpp"
#include "reminder_row.hpp"

namespace tenstone::reminders {
namespace {

using postgres::Query;
using postgres::Statement;

constexpr Statement kReminderTime{"reminders.time", "select tenstone.now()"};

constexpr Statement kAddReminders{"reminders.add", R"(
  insert into reminders (org_id, id, title, body, channel, recipient, plan, tzdata, state, next_at, created_at, changed_at)
  select $1, id, title, body, channel, recipient, jsonb_strip_nulls(plan::jsonb), tzdata, 'active', next_at,
         tenstone.now(), tenstone.now()
  from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])
    as added (id, title, body, channel, recipient, plan, tzdata, next_at))"};

constexpr Statement kListReminders{"reminders.list", R"(
  select id, title, body, channel, recipient, plan, state, next_at, gone_off_at, unacknowledged, version, created_at,
         changed_at
  from reminders where org_id = $1 and id < $2 order by id desc limit $3)"};

// A statement of its own: it walks another index.
constexpr Statement kListOfState{"reminders.list_of_state", R"(
  select id, title, body, channel, recipient, plan, state, next_at, gone_off_at, unacknowledged, version, created_at,
         changed_at
  from reminders where org_id = $1 and state = $4 and id < $2 order by id desc limit $3)"};

constexpr Statement kFindReminder{"reminders.find", R"(
  select id, title, body, channel, recipient, plan, state, next_at, gone_off_at, unacknowledged, version, created_at,
         changed_at
  from reminders where org_id = $1 and id = $2)"};

// The parameters of kAddReminders.
struct NewRows {
  std::vector<Uuid> ids;
  std::vector<std::string> titles, bodies, plans, tzdata;
  std::vector<ChannelType> channels;
  std::vector<std::optional<std::string>> recipients;
  std::vector<Time> next_at;

  void add(const Reminder& reminder) {
    ids.push_back(reminder.id);
    titles.push_back(reminder.title);
    bodies.push_back(reminder.body);
    channels.push_back(reminder.channel.type);
    recipients.push_back(reminder.channel.to);
    plans.push_back(to_json(reminder.when));
    tzdata.push_back(tzdata_of(reminder.when));
    next_at.push_back(*reminder.next_at);
  }
  Query insert(const Uuid& org) const {
    return {kAddReminders, org, ids, titles, bodies, channels, recipients, plans, tzdata, next_at};
  }
};

Error error_at(std::size_t place, std::size_t count, Error error) {
  if (count > 1) error.message = fmt::format("reminders/{}: {}", place, error.message);
  return error;
}

bool is_webhook(const NewReminder& reminder) { return reminder.channel.type == ChannelType::Webhook; }

}  // namespace

Task<Result<std::vector<Reminder>>> Reminders::create(Uuid org, std::vector<NewReminder> reminders, std::string trace) {
  const std::size_t count = reminders.size();
  if (count == 0 || count > kMostAtOnce) throw std::logic_error("Reminders::create: takes 1 to kMostAtOnce");
  std::set<Uuid> endpoints;
  if (std::ranges::any_of(reminders, is_webhook)) endpoints = co_await ids_of_endpoints(endpoints_, org);
  for (std::size_t i = 0; i < count; ++i) {
    const auto valid = check_recipient(reminders[i].channel, reminders[i].title, reminders[i].body, endpoints);
    if (!valid) co_return error_at(i, count, valid.error());
  }

  auto transaction = co_await database_.begin();
  const auto time = co_await transaction.execute(kReminderTime);
  if (!time) co_return time.error();
  const Time now = *time->one<Time>();
  NewRows rows;
  NewOccurrences occurrences(org, now, std::move(trace));
  std::vector<Reminder> made;
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = first_time(reminders[i].when, now);
    if (!first) co_return error_at(i, count, first.error());
    Reminder& reminder = made.emplace_back();
    reminder.id = ids_.next();
    reminder.title = std::move(reminders[i].title);
    reminder.body = std::move(reminders[i].body);
    reminder.channel = std::move(reminders[i].channel);
    reminder.when = std::move(reminders[i].when);
    reminder.next_at = *first;
    reminder.created_at = reminder.changed_at = now;
    rows.add(reminder);
    occurrences.add(ids_.next(), {.reminder = reminder.id, .plan_version = reminder.version}, *first);
  }

  std::vector<Query> both;
  both.push_back(rows.insert(org));
  both.push_back(occurrences.insert());
  const auto added = co_await transaction.run_together(std::move(both));
  if (!added) co_return added.error();
  const auto queued = co_await queue_.enqueue_and_commit(transaction, occurrences.jobs());
  if (!queued) co_return queued.error();
  occurrences.wake(queue_);
  co_return made;
}

Task<std::vector<Reminder>> Reminders::list(Uuid org, ListReminders which) {
  Uuid before;
  before.bytes.fill(0xFF);
  if (which.before) before = *which.before;
  const auto limit = static_cast<std::int64_t>(which.limit);
  Query query =
      which.state ? Query(kListOfState, org, before, limit, *which.state) : Query(kListReminders, org, before, limit);
  const auto rows = co_await database_.read(std::move(query));
  std::vector<Reminder> all;
  for (ReminderRow& row : rows.as<ReminderRow>()) all.push_back(reminder_of(std::move(row)));
  co_return all;
}

Task<Result<Reminder>> Reminders::find(Uuid org, Uuid id) {
  const auto rows = co_await database_.read(kFindReminder, org, id);
  auto row = rows.one<ReminderRow>();
  if (!row) co_return kReminderNotFound;
  co_return reminder_of(std::move(*row));
}

}  // namespace tenstone::reminders
