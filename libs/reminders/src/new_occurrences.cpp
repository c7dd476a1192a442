#include "new_occurrences.hpp"

#include <algorithm>
#include <set>

#include "tenstone/reminders/reminders.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::reminders {
namespace {

constexpr postgres::Statement kAddOccurrences{"reminder_occurrences.add", R"(
  insert into reminder_occurrences (org_id, id, reminder_id, plan_version, due_at, snoozed)
  select $1, id, reminder, plan_version, due_at, id = any ($6::uuid[])
  from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::timestamptz[]) as added (id, reminder, plan_version, due_at))"};

}  // namespace

void NewOccurrences::add(const Uuid& id, Of of, Time due_at) {
  ids_.push_back(id);
  reminders_.push_back(of.reminder);
  plan_versions_.push_back(of.plan_version);
  due_at_.push_back(due_at);
  if (of.snoozed) snoozed_.push_back(id);
}

postgres::Query NewOccurrences::insert() const {
  return postgres::Query(kAddOccurrences, org_, ids_, reminders_, plan_versions_, due_at_, snoozed_);
}

std::vector<jobs::NewJob> NewOccurrences::jobs() const {
  std::vector<jobs::NewJob> jobs;
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    jobs::NewJob& job = jobs.emplace_back();
    job.org_id = org_;
    job.kind = kKind;
    job.payload = validation::JsonObject().say("reminder", to_string(reminders_[i])).json();
    job.queue = kQueue;
    job.trace = trace_;
    job.delay = delay_of(due_at_[i]);
    job.id = ids_[i];
  }
  return jobs;
}

void NewOccurrences::wake(jobs::Queue& queue) const {
  std::set<std::chrono::milliseconds> delays;
  for (const Time due_at : due_at_) delays.insert(delay_of(due_at));
  for (const auto delay : delays) queue.wake(kQueue, delay);
}

// Rounded up: not a part of a millisecond too early.
std::chrono::milliseconds NewOccurrences::delay_of(Time due_at) const {
  return std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(due_at - now_));
}

}  // namespace tenstone::reminders
