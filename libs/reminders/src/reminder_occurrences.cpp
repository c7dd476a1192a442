// What became of the times of a reminder. There is no second truth: what is on its way is as its job is.
#include <algorithm>
#include <tuple>

#include "tenstone/reminders/reminders.hpp"

namespace tenstone::reminders {
namespace {

using jobs::JobProgress;
using jobs::JobState;
using postgres::Statement;

constexpr Statement kOccurrences{"reminder_occurrences.list", R"(
  select id, due_at, snoozed, fired_at, missed, cancelled_at, acknowledged_at, delivery_id, handed_over, tenstone.now()
  from reminder_occurrences where org_id = $1 and reminder_id = $2 and (due_at, id) < ($3::timestamptz, $4::uuid)
  order by due_at desc, id desc limit $5)"};

constexpr Statement kOccurrence{"reminder_occurrences.find", R"(
  select id, due_at, snoozed, fired_at, missed, cancelled_at, acknowledged_at, delivery_id, handed_over, tenstone.now()
  from reminder_occurrences where org_id = $1 and reminder_id = $2 and id = $3)"};

struct OccurrenceRow {
  Uuid id;
  Time due_at;
  bool snoozed;
  std::optional<Time> fired_at;
  bool missed;
  std::optional<Time> cancelled_at, acknowledged_at;
  std::optional<Uuid> delivery;
  bool handed_over;
  Time now;
};

// The job that says how it goes on; nothing when it has ended, or the log has it.
std::optional<Uuid> job_of(const OccurrenceRow& row) {
  if (row.missed || row.cancelled_at) return std::nullopt;
  return row.handed_over ? row.delivery : row.id;
}

std::optional<Waiting> waiting_for(const JobProgress& job, Time now) {
  if (job.state != JobState::Queued && job.state != JobState::Retrying) return std::nullopt;
  Waiting waiting{WaitsFor::Worker};
  if (job.next_run_at && *job.next_run_at > now) waiting = {WaitsFor::Time, job.next_run_at};
  if (job.state == JobState::Queued) return waiting;
  if (waiting.what == WaitsFor::Time) waiting.what = WaitsFor::Retry;
  waiting.error_code = job.error_code;
  waiting.error = job.error_text;
  return waiting;
}

OccurrenceState state_of(const OccurrenceRow& row, const std::optional<JobProgress>& job) {
  if (row.cancelled_at) return OccurrenceState::Cancelled;
  if (row.missed) return OccurrenceState::Missed;
  if (job && (job->state == JobState::Failed || job->state == JobState::Cancelled)) return OccurrenceState::Failed;
  if (!row.fired_at) return OccurrenceState::Pending;
  // Without a delivery the log has it. A job that has succeeded but did not hand over did so just now.
  const bool delivered = row.handed_over && (!job || job->state == JobState::Succeeded);
  return delivered ? OccurrenceState::Delivered : OccurrenceState::Delivering;
}

// Two reads at most, however many.
Task<std::vector<Occurrence>> with_states(jobs::Reader& reader, Uuid org, std::vector<OccurrenceRow> rows) {
  std::vector<Uuid> ids;
  for (const OccurrenceRow& row : rows)
    if (const auto job = job_of(row)) ids.push_back(*job);
  std::vector<JobProgress> progress;
  if (!ids.empty()) progress = co_await reader.progress(org, std::move(ids));
  auto next = progress.begin();
  std::vector<Occurrence> all;
  for (const OccurrenceRow& row : rows) {
    std::optional<JobProgress> job;
    if (job_of(row)) job = std::move(*next++);
    Occurrence& one = all.emplace_back();
    one.id = row.id;
    one.due_at = row.due_at;
    one.snoozed = row.snoozed;
    one.state = state_of(row, job);
    one.fired_at = row.fired_at;
    one.acknowledged_at = row.acknowledged_at;
    one.delivery = row.delivery;
    if (job) one.waiting = waiting_for(*job, row.now);
  }
  co_return all;
}

void add_attempts(std::vector<OccurrenceAttempt>& all, Stage stage, std::optional<jobs::JobView> job) {
  if (!job) return;
  for (jobs::AttemptView& attempt : job->attempts) {
    OccurrenceAttempt& one = all.emplace_back(stage, attempt.attempt, attempt.started_at, attempt.finished_at);
    if (attempt.outcome) one.outcome = jobs::to_string(*attempt.outcome);
    one.error_code = std::move(attempt.error_code);
    one.error = std::move(attempt.error_text);
  }
}

}  // namespace

Task<Result<std::vector<Occurrence>>> Reminders::occurrences(Uuid org, Uuid id, std::optional<OccurrenceKey> before,
                                                             std::size_t limit) {
  if (!before) {
    before = {Time::max(), {}};
    before->id.bytes.fill(0xFF);
  }
  const auto rows =
      co_await database_.read(kOccurrences, org, id, before->due_at, before->id, static_cast<std::int64_t>(limit));
  if (rows.empty()) {
    const auto reminder = co_await find(org, id);
    if (!reminder) co_return reminder.error();
  }
  co_return co_await with_states(reader_, org, rows.as<OccurrenceRow>());
}

Task<Result<OccurrenceLife>> Reminders::life(Uuid org, Uuid id, Uuid occurrence) {
  const auto rows = co_await database_.read(kOccurrence, org, id, occurrence);
  if (rows.empty()) {
    const auto reminder = co_await find(org, id);
    if (!reminder) co_return reminder.error();
    co_return kOccurrenceNotFound;
  }
  auto found = co_await with_states(reader_, org, rows.as<OccurrenceRow>());
  OccurrenceLife life{std::move(found.front()), {}};
  add_attempts(life.attempts, Stage::GoOff, co_await reader_.find(org, occurrence));
  if (life.occurrence.delivery)
    add_attempts(life.attempts, Stage::Deliver, co_await reader_.find(org, *life.occurrence.delivery));
  std::ranges::sort(life.attempts, {}, [](const OccurrenceAttempt& each) {
    return std::tuple(each.started_at, each.stage, each.attempt);
  });
  co_return life;
}

}  // namespace tenstone::reminders
