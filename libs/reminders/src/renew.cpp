#include <map>

#include "new_occurrences.hpp"
#include "tenstone/reminders/reminders.hpp"

namespace tenstone::reminders {
namespace {

using postgres::Statement;

constexpr std::int64_t kRenewedAtOnce = 200;

// $1 the version of this process' zones.
constexpr Statement kOldZones{"reminders.old_zones", R"(
  select org_id, id, plan from reminders
  where state = 'active' and tzdata > '' and tzdata < $1 order by tzdata limit $2 for no key update skip locked)"};

// Of these reminders, once they are locked. What is due stays: it was due by the zones that counted then.
constexpr Statement kComing{"reminder_occurrences.coming", R"(
  select o.org_id, o.reminder_id, o.id, o.plan_version, o.due_at, tenstone.now()
  from unnest($1::uuid[], $2::uuid[]) as wanted (org, reminder)
  join reminder_occurrences o on o.org_id = wanted.org and o.reminder_id = wanted.reminder
  where o.ended_at is null and not o.snoozed and o.due_at > tenstone.now())"};

constexpr Statement kForgetTimes{"reminder_occurrences.forget",
                                 "delete from reminder_occurrences where org_id = $1 and id = any ($2::uuid[])"};

// $3 the version, $4 those that got another time.
constexpr Statement kRenewed{"reminders.renewed", R"(
  update reminders r
  set tzdata = $3, version = r.version + moved::int, changed_at = case when moved then tenstone.now() else changed_at end,
      next_at = case when moved then (select min(due_at) from reminder_occurrences o
                                      where o.org_id = r.org_id and o.reminder_id = r.id and o.ended_at is null)
                     else next_at end
  from (select org, reminder, reminder = any ($4::uuid[]) as moved
        from unnest($1::uuid[], $2::uuid[]) as done (org, reminder)) done
  where r.org_id = done.org and r.id = done.reminder)"};

struct OldRow {
  Uuid org, id;
  std::string plan;
};
struct ComingRow {
  Uuid org, reminder, id;
  std::int64_t plan_version;
  Time due_at, now;
};
// Of one organisation.
struct Moved {
  std::vector<Uuid> old;
  NewOccurrences added;
};

// Nothing: the same as before, or none by these zones; then the old one is kept.
std::optional<Time> other_time(const When& when, const ComingRow& row) {
  const auto time = first_time(when, when.repeats() ? row.now : recurrence::kBegin);  // a single one may be past now
  if (!time || *time == row.due_at) return std::nullopt;
  return *time;
}

}  // namespace

Task<std::size_t> Reminders::renew() {
  std::size_t looked_at = 0;
  for (;;) {
    auto transaction = co_await database_.begin();
    const auto old = co_await transaction.execute(kOldZones, recurrence::Zone::version(), kRenewedAtOnce);
    if (!old) throw Failure(old.error());
    if (old->empty()) co_return looked_at;
    std::map<Uuid, When> plans;
    std::vector<Uuid> orgs, ids, moved_ids;
    for (const OldRow& row : old->as<OldRow>()) {
      orgs.push_back(row.org);
      ids.push_back(row.id);
      plans.emplace(row.id, when_from_json(row.plan));
    }
    const auto coming = co_await transaction.execute(kComing, orgs, ids);
    if (!coming) throw Failure(coming.error());
    std::map<Uuid, Moved> moved;
    for (const ComingRow& row : coming->as<ComingRow>()) {
      const auto time = other_time(plans.at(row.reminder), row);
      if (!time) continue;
      Moved& of = moved.try_emplace(row.org, Moved{{}, NewOccurrences(row.org, row.now, {})}).first->second;
      of.old.push_back(row.id);
      of.added.add(ids_.next(), {.reminder = row.reminder, .plan_version = row.plan_version}, *time);
      moved_ids.push_back(row.reminder);
    }
    for (const auto& [org, of] : moved) {
      std::vector<postgres::Query> queries;
      queries.emplace_back(kForgetTimes, org, of.old);
      queries.push_back(of.added.insert());
      const auto done = co_await transaction.run_together(std::move(queries));
      if (!done) throw Failure(done.error());
      const auto withdrawn = co_await queue_.withdraw(transaction, org, of.old);
      if (!withdrawn) throw Failure(withdrawn.error());
      const auto queued = co_await queue_.enqueue(transaction, of.added.jobs());
      if (!queued) throw Failure(queued.error());
    }
    const auto renewed =
        co_await transaction.commit_with(postgres::Query(kRenewed, orgs, ids, recurrence::Zone::version(), moved_ids));
    if (!renewed) throw Failure(renewed.error());
    for (const auto& [org, of] : moved) of.added.wake(queue_);
    looked_at += ids.size();
  }
}

}  // namespace tenstone::reminders
