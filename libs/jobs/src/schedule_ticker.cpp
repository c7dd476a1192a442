#include "tenstone/jobs/schedule_ticker.hpp"

#include <algorithm>
#include <set>

#include "tenstone/validation/validation.hpp"

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;
using postgres::Statement;

constexpr Statement kNextFire{"jobs.next_fire", R"(
SELECT (extract(epoch FROM min(next_at) - tenstone.now()) * 1000)::float8 FROM schedules WHERE paused_at IS NULL)"};

constexpr Statement kDueSchedules{"jobs.due_schedules", R"(
SELECT id, org_id, name, kind, queue, payload, rule, catch_up, next_at, tenstone.now() FROM schedules
 WHERE next_at <= tenstone.now() AND paused_at IS NULL ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED)"};

// What is due is tick()'s: it looks at each time once, by whichever zones that was computed. $1 version, $2 how many.
constexpr Statement kOldSchedules{"jobs.old_schedules", R"(
SELECT id, org_id, name, kind, queue, payload, rule, catch_up, coalesce(next_at, tenstone.now()), tenstone.now()
  FROM schedules WHERE tzdata_version < $1 AND (next_at > tenstone.now() OR next_at IS NULL)
 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)"};

// Those that are new. The history of each schedule is cut as it grows.
constexpr Statement kStoreFires{"jobs.store_fires", R"(
WITH old AS (
  DELETE FROM schedule_fires
   WHERE schedule_id = ANY ($1::uuid[]) AND fire_at < tenstone.now() - interval '30 days')
INSERT INTO schedule_fires (schedule_id, fire_at, job) SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[])
ON CONFLICT DO NOTHING RETURNING job)"};

constexpr Statement kMoveOn{"jobs.move_schedules_on", R"(
UPDATE schedules SET next_at = moved.next_at, fault = moved.fault, tzdata_version = $6,
       last_at = coalesce(moved.last_at, schedules.last_at), last_job = coalesce(moved.last_job, schedules.last_job)
  FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::uuid[], $5::text[])
    AS moved(id, next_at, last_at, last_job, fault)
 WHERE schedules.id = moved.id)"};

struct DueSchedule {
  Uuid id, org_id;
  std::string name, kind, queue, payload, rule, catch_up;
  Time next_at, now;
};

struct Plan {
  recurrence::Due due;
  std::optional<std::string> fault;
};

Plan plan_of(const DueSchedule& schedule) {
  const auto rule = validation::parse_json<recurrence::Schedule>(schedule.rule);
  const auto catch_up = validation::parse_json<recurrence::CatchUp>(schedule.catch_up);
  if (rule && catch_up) return {recurrence::due(*rule, schedule.next_at, schedule.now, *catch_up), {}};
  const Error& error = rule ? catch_up.error() : rule.error();
  std::string fault = error.message;
  for (const Issue& issue : error.issues) fault += "; " + issue.pointer + ": " + issue.message;
  return {{}, std::move(fault)};
}

// Of the first schedules, until their jobs are many. Blocks: reads files of zones.
std::vector<Plan> plan_all(const std::vector<DueSchedule>& schedules) {
  std::vector<Plan> plans;
  std::size_t jobs = 0;
  for (const DueSchedule& each : schedules) {
    if (jobs >= ScheduleTicker::kMostJobs) break;
    jobs += plans.emplace_back(plan_of(each)).due.times.size();
  }
  return plans;
}

// The parameters of kMoveOn.
struct Moves {
  std::vector<Uuid> ids;
  std::vector<std::optional<Time>> next_at, last_at;
  std::vector<std::optional<Uuid>> last_job;
  std::vector<std::optional<std::string>> faults;

  void add(const Uuid& id, const Plan& plan, std::optional<Uuid> job) {
    ids.push_back(id);
    next_at.push_back(plan.due.next);
    last_at.push_back(job ? std::optional(plan.due.times.back()) : std::nullopt);
    last_job.push_back(job);
    faults.push_back(plan.fault);
  }
  postgres::Query query() const {
    return {kMoveOn, ids, next_at, last_at, last_job, faults, recurrence::Zone::version()};
  }
};

// The parameters of kStoreFires, and the job of each.
struct Fires {
  std::vector<Uuid> schedules, jobs;
  std::vector<Time> times;
  std::vector<NewJob> made;

  // The job of the latest; nothing when none is due.
  std::optional<Uuid> add(const DueSchedule& schedule, const recurrence::Due& due, Ids& ids) {
    for (const Time time : due.times) {
      schedules.push_back(schedule.id);
      times.push_back(time);
      jobs.push_back(ids.next());
      NewJob& job = made.emplace_back();
      job.org_id = schedule.org_id;
      job.kind = schedule.kind;
      job.queue = schedule.queue;
      job.payload = validation::to_json(Scheduled{schedule.name, time, {schedule.payload}});
      job.id = jobs.back();
    }
    return due.times.empty() ? std::nullopt : std::optional(jobs.back());
  }
};

}  // namespace

ScheduleTicker::ScheduleTicker(runtime::Loop& home, postgres::Database& database, Ids& ids, Queue& queue,
                               runtime::BlockingPool& blocking, logging::Logger log, std::chrono::milliseconds look)
    : database_(database),
      ids_(ids),
      queue_(queue),
      blocking_(blocking),
      log_(std::move(log)),
      look_(look),
      looks_(home),
      supervisor_(home) {}

void ScheduleTicker::start() {
  supervisor_.keep("jobs.schedules", [this](runtime::Pulse pulse) { return run(std::move(pulse)); });
}

void ScheduleTicker::look() { looks_.notify(); }

Task<> ScheduleTicker::stop() {
  supervisor_.stop();
  looks_.notify();
  co_await supervisor_.join();
}

Task<> ScheduleTicker::run(runtime::Pulse pulse) {
  while (!supervisor_.stopped() && co_await renew() > 0) continue;
  while (!supervisor_.stopped()) {
    const auto due_in = co_await pause();
    pulse.well();
    if (due_in > 0ms && !supervisor_.stopped()) co_await looks_.wait(due_in);
    if (due_in > 0ms || supervisor_.stopped()) continue;
    // Nothing: another worker is at it.
    if (co_await tick() == 0 && !supervisor_.stopped()) co_await looks_.wait(std::min(look_, 50ms));
  }
}

// Until the next is due, at most until the next look; zero: it is.
Task<std::chrono::milliseconds> ScheduleTicker::pause() {
  const auto rows = co_await database_.read(kNextFire);
  const auto in = rows.one<std::optional<double>>().value_or(std::nullopt);
  if (!in || *in >= static_cast<double>(look_.count())) co_return look_;
  if (*in <= 0) co_return 0ms;
  co_return std::chrono::milliseconds(static_cast<std::int64_t>(*in) + 1);
}

Task<std::size_t> ScheduleTicker::tick() {
  postgres::Transaction transaction = co_await database_.begin();
  const auto rows = co_await transaction.execute(kDueSchedules, kBatch);
  if (!rows) throw Failure(rows.error());
  const auto schedules = rows->as<DueSchedule>();
  if (schedules.empty()) co_return 0;
  const auto work = [&schedules] { return plan_all(schedules); };
  const auto plans = co_await blocking_.run(work);
  if (!plans) throw Failure(plans.error());

  Fires fires;
  Moves moves;
  for (std::size_t i = 0; i < plans->size(); ++i) {
    const Plan& plan = (*plans)[i];
    moves.add(schedules[i].id, plan, fires.add(schedules[i], plan.due, ids_));
    if (plan.due.missed) log_.warn("schedule.missed", {{"schedule", schedules[i].name}, {"org", schedules[i].org_id}});
    if (plan.fault) log_.error("schedule.unusable", {{"schedule", schedules[i].name}, {"error", *plan.fault}});
  }
  const auto stored = co_await transaction.execute(kStoreFires, fires.schedules, fires.times, fires.jobs);
  if (!stored) throw Failure(stored.error());
  const auto fresh = stored->as<Uuid>();
  const std::set<Uuid> to_make(fresh.begin(), fresh.end());
  std::erase_if(fires.made, [&](const NewJob& job) { return !to_make.contains(*job.id); });
  std::set<std::string> queues;
  for (const NewJob& job : fires.made) queues.insert(job.queue);
  if (!fires.made.empty()) {
    const auto done = co_await queue_.enqueue(transaction, std::move(fires.made));
    if (!done) throw Failure(done.error());
  }
  const auto moved = co_await transaction.commit_with(moves.query());
  if (!moved) throw Failure(moved.error());
  for (const std::string& queue : queues) queue_.wake(queue);
  co_return plans->size();
}

Task<std::size_t> ScheduleTicker::renew() {
  postgres::Transaction transaction = co_await database_.begin();
  const auto rows = co_await transaction.execute(kOldSchedules, recurrence::Zone::version(), kBatch);
  if (!rows) throw Failure(rows.error());
  const auto schedules = rows->as<DueSchedule>();
  if (schedules.empty()) co_return 0;
  const auto work = [&schedules] {
    std::vector<Plan> plans;
    for (const DueSchedule& each : schedules) {
      Plan& plan = plans.emplace_back(plan_of(each));
      plan.due.times.clear();  // none of these was due by the old zones
    }
    return plans;
  };
  const auto plans = co_await blocking_.run(work);
  if (!plans) throw Failure(plans.error());
  Moves moves;
  for (std::size_t i = 0; i < schedules.size(); ++i) moves.add(schedules[i].id, (*plans)[i], std::nullopt);
  const auto moved = co_await transaction.commit_with(moves.query());
  if (!moved) throw Failure(moved.error());
  log_.info("schedules.renewed", {{"schedules", schedules.size()}, {"tzdata", recurrence::Zone::version()}});
  co_return schedules.size();
}

}  // namespace tenstone::jobs
