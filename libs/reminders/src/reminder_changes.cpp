// What changes a reminder: each locks its row first, as going off does.
#include <algorithm>
#include <stdexcept>

#include "new_occurrences.hpp"
#include "recipient.hpp"
#include "reminder_row.hpp"
#include "tenstone/reminders/reminders.hpp"
#include "tenstone/web/errors.hpp"

namespace tenstone::reminders {
namespace {

using postgres::Query;
using postgres::Statement;
using postgres::Transaction;

constexpr Statement kLockReminder{"reminders.lock", R"(
  select id, title, body, channel, recipient, plan, state, next_at, gone_off_at, unacknowledged, version, created_at,
         changed_at
  from reminders where org_id = $1 and id = $2 for no key update)"};

constexpr Statement kTimeOfChange{"reminders.time_of_change", "select tenstone.now()"};

constexpr Statement kChangeReminder{"reminders.change", R"(
  update reminders set title = $3, body = $4, channel = $5, recipient = $6
  where org_id = $1 and id = $2)"};

constexpr Statement kReplan{"reminders.replan", R"(
  update reminders set plan = jsonb_strip_nulls($3::jsonb), tzdata = $4 where org_id = $1 and id = $2)"};

// $3: also those that no snooze has made.
constexpr Statement kDropTimes{"reminder_occurrences.cancel", R"(
  update reminder_occurrences set cancelled_at = tenstone.now()
  where org_id = $1 and reminder_id = $2 and ended_at is null and (snoozed or $3::boolean) returning id)"};

constexpr Statement kAcknowledge{"reminder_occurrences.acknowledge", R"(
  update reminder_occurrences set acknowledged_at = tenstone.now()
  where org_id = $1 and reminder_id = $2 and fired_at is not null and acknowledged_at is null)"};

// The last one of each change: state and next time follow from the occurrences. $3 unacknowledged, $4 cancelled.
constexpr Statement kSettle{"reminders.settle", R"(
  update reminders r
  set state = case when $4::boolean then 'cancelled' when left_over.next is null then 'completed' else 'active' end,
      next_at = left_over.next, unacknowledged = $3, version = version + 1, changed_at = tenstone.now()
  from (select min(due_at) as next from reminder_occurrences
        where org_id = $1 and reminder_id = $2 and ended_at is null) left_over
  where r.org_id = $1 and r.id = $2
  returning id, title, body, channel, recipient, plan, state, next_at, gone_off_at, unacknowledged, version, created_at,
            changed_at)"};

// One change of a reminder, from its lock to the commit.
class Change {
 public:
  enum class Drop : std::uint8_t { Snoozed, All };  // of the times that are still to come

  Change(Transaction transaction, Uuid org, Uuid id) : transaction_(std::move(transaction)), org_(org), id_(id) {}

  // First. Errors: reminder_not_found.
  Task<Result<void>> lock() {
    std::vector<Query> queries;
    queries.emplace_back(kLockReminder, org_, id_);
    queries.emplace_back(kTimeOfChange);
    const auto rows = co_await transaction_.run_together(std::move(queries));
    if (!rows) co_return rows.error();
    auto row = (*rows)[0].one<ReminderRow>();
    if (!row) co_return kReminderNotFound;
    before_ = reminder_of(std::move(*row));
    now_ = *(*rows)[1].one<Time>();
    co_return Result<void>();
  }
  const Reminder& before() const { return before_; }
  Time now() const { return now_; }
  // After this change.
  std::int64_t version() const { return before_.version + 1; }

  void drop(Drop what) {
    queries_.emplace(queries_.begin(), kDropTimes, org_, id_, what == Drop::All);
    dropped_ = true;
  }
  template <class... A>
  void run(const Statement& statement, const A&... args) {
    queries_.emplace_back(statement, org_, id_, args...);
  }

  // Last: does it, and takes out and enqueues the jobs.
  Task<Result<Reminder>> commit(jobs::Queue& queue, NewOccurrences added, bool unacknowledged, bool cancelled = false) {
    if (!added.empty()) queries_.push_back(added.insert());
    queries_.emplace_back(kSettle, org_, id_, unacknowledged, cancelled);
    const auto rows = co_await transaction_.run_together(std::move(queries_));
    if (!rows) co_return rows.error();
    Reminder changed = reminder_of(*rows->back().one<ReminderRow>());
    std::vector<Uuid> dropped;
    if (dropped_) dropped = rows->front().as<Uuid>();
    if (!dropped.empty()) {
      const auto withdrawn = co_await queue.withdraw(transaction_, org_, std::move(dropped));
      if (!withdrawn) co_return withdrawn.error();
    }
    if (added.empty()) {
      co_await transaction_.commit();
      co_return changed;
    }
    const auto queued = co_await queue.enqueue_and_commit(transaction_, added.jobs());
    if (!queued) co_return queued.error();
    added.wake(queue);
    co_return changed;
  }

 private:
  Transaction transaction_;
  const Uuid org_, id_;
  Reminder before_;
  Time now_;
  std::vector<Query> queries_;
  bool dropped_ = false;  // the first of queries_ is kDropTimes
};

// Errors: reminder_not_found, reminder_cancelled, reminder_not_due.
Task<Result<void>> lock_due(Change& change) {
  auto locked = co_await change.lock();
  if (!locked) co_return locked;
  if (change.before().state == ReminderState::Cancelled) co_return kReminderCancelled;
  if (!change.before().unacknowledged) co_return kReminderNotDue;
  co_return Result<void>();
}

Task<Result<Reminder>> snooze_locked(Change& change, jobs::Queue& queue, Uuid org, Uuid occurrence, Time until,
                                     std::string trace) {
  if (until <= change.now()) co_return Error(kDueInPast, "This time has passed: " + to_rfc3339(until));
  NewOccurrences added(org, change.now(), std::move(trace));
  added.add(occurrence, {.reminder = change.before().id, .plan_version = change.version(), .snoozed = true}, until);
  change.drop(Change::Drop::Snoozed);
  co_return co_await change.commit(queue, std::move(added), true);
}

}  // namespace

Task<Result<Reminder>> Reminders::change(Uuid org, Uuid id, ChangeReminder wanted,
                                         std::function<bool(std::int64_t version)> covers, std::string trace) {
  Change change(co_await database_.begin(), org, id);
  const auto locked = co_await change.lock();
  if (!locked) co_return locked.error();
  if (change.before().state == ReminderState::Cancelled) co_return kReminderCancelled;
  if (!covers(change.before().version)) co_return web::kPreconditionFailed;

  Reminder after = change.before();
  wanted.title.apply_to(after.title);
  wanted.body.apply_to(after.body);
  wanted.channel.apply_to(after.channel);
  wanted.when.apply_to(after.when);
  const bool replanned = after.when != change.before().when;
  const bool readdressed = after.title != change.before().title || after.body != change.before().body ||
                           after.channel != change.before().channel;
  if (!replanned && !readdressed) co_return after;

  NewOccurrences added(org, change.now(), std::move(trace));
  if (readdressed) {
    std::set<Uuid> endpoints;
    if (after.channel.type == ChannelType::Webhook) endpoints = co_await ids_of_endpoints(endpoints_, org);
    const auto valid = check_recipient(after.channel, after.title, after.body, endpoints);
    if (!valid) co_return valid.error();
    change.run(kChangeReminder, after.title, after.body, after.channel.type, after.channel.to);
  }
  if (replanned) {
    const auto first = first_time(after.when, change.now());
    if (!first) co_return first.error();
    change.drop(Change::Drop::All);
    change.run(kReplan, to_json(after.when), tzdata_of(after.when));
    added.add(ids_.next(), {.reminder = id, .plan_version = change.version()}, *first);
  }
  co_return co_await change.commit(queue_, std::move(added), after.unacknowledged && !replanned);
}

Task<Result<Reminder>> Reminders::snooze(Uuid org, Uuid id, Time until, std::string trace) {
  Change change(co_await database_.begin(), org, id);
  const auto locked = co_await lock_due(change);
  if (!locked) co_return locked.error();
  co_return co_await snooze_locked(change, queue_, org, ids_.next(), until, std::move(trace));
}

Task<Result<Reminder>> Reminders::snooze(Uuid org, Uuid id, std::chrono::seconds from_now, std::string trace) {
  Change change(co_await database_.begin(), org, id);
  const auto locked = co_await lock_due(change);
  if (!locked) co_return locked.error();
  co_return co_await snooze_locked(change, queue_, org, ids_.next(), change.now() + from_now, std::move(trace));
}

Task<Result<Reminder>> Reminders::acknowledge(Uuid org, Uuid id) {
  Change change(co_await database_.begin(), org, id);
  const auto locked = co_await lock_due(change);
  if (!locked) co_return locked.error();
  change.drop(Change::Drop::Snoozed);
  change.run(kAcknowledge);
  co_return co_await change.commit(queue_, NewOccurrences(org, change.now(), {}), false);
}

Task<Result<void>> Reminders::cancel(Uuid org, Uuid id, std::function<bool(std::int64_t version)> covers) {
  Change change(co_await database_.begin(), org, id);
  const auto locked = co_await change.lock();
  if (!locked) co_return locked.error();
  if (change.before().state == ReminderState::Cancelled) co_return Result<void>();
  if (covers && !covers(change.before().version)) co_return web::kPreconditionFailed;
  change.drop(Change::Drop::All);
  const auto cancelled = co_await change.commit(queue_, NewOccurrences(org, change.now(), {}), false, true);
  if (!cancelled) co_return cancelled.error();
  co_return Result<void>();
}

}  // namespace tenstone::reminders
