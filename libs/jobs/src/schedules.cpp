#include "tenstone/jobs/schedules.hpp"

#include <algorithm>

#include "tenstone/validation/validation.hpp"

namespace tenstone::jobs {
namespace {

using postgres::Statement;

// As of now: what put() and resume() count from. $1 organisation, $2 name.
constexpr Statement kScheduleTime{"jobs.schedule_time", R"(
SELECT tenstone.now(), (SELECT count(*) FROM schedules WHERE org_id = $1 AND name <> $2))"};

// $1 id, $2 organisation, $3 name, $4 kind, $5 queue, $6 payload, $7 rule, $8 catch-up, $9 tzdata, $10 next time,
// $11 declared.
// Returns the id of the one that was made or changed; no row when it was so already.
constexpr Statement kPutSchedule{"jobs.put_schedule", R"(
INSERT INTO schedules AS s (id, org_id, name, kind, queue, payload, rule, catch_up, tzdata_version, next_at, declared, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, tenstone.now(), tenstone.now())
ON CONFLICT (org_id, name) DO UPDATE
   SET revision = s.revision + 1, kind = excluded.kind, queue = excluded.queue, payload = excluded.payload, rule = excluded.rule,
       catch_up = excluded.catch_up, declared = excluded.declared, fault = NULL, changed_at = excluded.changed_at,
       next_at = CASE WHEN s.rule = excluded.rule AND s.fault IS NULL THEN s.next_at ELSE excluded.next_at END,
       tzdata_version = CASE WHEN s.rule = excluded.rule AND s.fault IS NULL THEN s.tzdata_version
                             ELSE excluded.tzdata_version END
 WHERE (s.kind, s.queue, s.payload, s.rule, s.catch_up, s.declared, s.fault)
       IS DISTINCT FROM (excluded.kind, excluded.queue, excluded.payload, excluded.rule, excluded.catch_up, excluded.declared, NULL::text)
RETURNING id)"};
constexpr Statement kRemoveSchedule{"jobs.remove_schedule", R"(
DELETE FROM schedules WHERE org_id = $1 AND name = $2 RETURNING id)"};
constexpr Statement kPauseSchedule{"jobs.pause_schedule", R"(
UPDATE schedules SET revision = revision + (paused_at IS NULL)::int, paused_at = coalesce(paused_at, tenstone.now())
 WHERE org_id = $1 AND name = $2 RETURNING id)"};
// $3 next time, if it was paused.
constexpr Statement kResumeSchedule{"jobs.resume_schedule", R"(
UPDATE schedules SET revision = revision + (paused_at IS NOT NULL)::int,
       next_at = CASE WHEN paused_at IS NULL THEN next_at ELSE $3 END, paused_at = NULL
 WHERE org_id = $1 AND name = $2 RETURNING id)"};
constexpr Statement kLockSchedule{"jobs.lock_schedule", R"(
SELECT id, kind, queue, payload, rule FROM schedules WHERE org_id = $1 AND name = $2 FOR UPDATE)"};
constexpr Statement kLockStanding{"jobs.lock_standing_schedule", R"(
SELECT revision, declared FROM schedules WHERE org_id = $1 AND name = $2 FOR UPDATE)"};
constexpr Statement kDeclaredSchedules{"jobs.declared_schedules", R"(
SELECT org_id, name FROM schedules WHERE declared ORDER BY org_id, name COLLATE "C")"};
// $2 the name, or NULL; $3 the name before the first, or NULL.
constexpr Statement kListSchedules{"jobs.list_schedules", R"(
SELECT id, org_id, name, kind, queue, payload, rule, catch_up, fault, paused_at, next_at, last_at, last_job, created_at,
       changed_at, revision, declared
  FROM schedules WHERE org_id = $1 AND ($2::text IS NULL OR name = $2) AND ($3::text IS NULL OR name COLLATE "C" > $3)
 ORDER BY name COLLATE "C" LIMIT $4)"};

// A time of its own, however often somebody asks.
constexpr Statement kFireByHand{"jobs.fire_by_hand", R"(
INSERT INTO schedule_fires (schedule_id, fire_at, job) VALUES ($1, clock_timestamp() + (tenstone.now() - now()), $2)
RETURNING fire_at)"};

struct Locked {
  Uuid id;
  std::string kind, queue, payload, rule;
};
struct ScheduleTime {
  Time now;
  std::int64_t others;
};

bool is_schedule_name(std::string_view name) {
  const auto edge = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 63 && edge(name.front()) && edge(name.back()) &&
         std::ranges::all_of(name, [&](char c) { return edge(c) || c == '.' || c == '_' || c == '-'; });
}

}  // namespace

Task<Result<std::optional<Schedules::Standing>>> Schedules::lock(postgres::Transaction& transaction, Uuid org,
                                                                 std::string name) {
  const auto rows = co_await transaction.execute(kLockStanding, org, name);
  if (!rows) co_return rows.error();
  co_return rows->one<Standing>();
}

Task<Result<Schedules::Put>> Schedules::put(postgres::Transaction& transaction, NewSchedule schedule) {
  if (!is_schedule_name(schedule.name)) co_return kInvalidScheduleName;
  if (schedule.payload.size() > kMaxScheduledBytes) co_return kPayloadTooLarge;
  const auto times = co_await transaction.execute(kScheduleTime, schedule.org_id, schedule.name);
  if (!times) co_return times.error();
  const auto at = *times->one<ScheduleTime>();
  const auto next = schedule.rule.next(at.now);
  if (!next) co_return kScheduleNeverDue;
  if (at.others >= kMostSchedules) co_return kTooManySchedules;
  const Uuid id = ids_.next();
  const auto rows = co_await transaction.execute(kPutSchedule, id, schedule.org_id, schedule.name, schedule.kind,
                                                 schedule.queue, schedule.payload, validation::to_json(schedule.rule),
                                                 validation::to_json(schedule.catch_up), recurrence::Zone::version(),
                                                 *next, schedule.declared);
  if (!rows) co_return rows.error();
  const auto made = rows->one<Uuid>();
  co_return Put{.created = made == id, .changed = made && made != id};
}

Task<Result<void>> Schedules::remove(postgres::Transaction& transaction, Uuid org, std::string name) {
  const auto rows = co_await transaction.execute(kRemoveSchedule, org, name);
  if (!rows) co_return rows.error();
  if (rows->empty()) co_return kScheduleNotFound;
  co_return Result<void>();
}

Task<Result<void>> Schedules::pause(postgres::Transaction& transaction, Uuid org, std::string name) {
  const auto rows = co_await transaction.execute(kPauseSchedule, org, name);
  if (!rows) co_return rows.error();
  if (rows->empty()) co_return kScheduleNotFound;
  co_return Result<void>();
}

Task<Result<void>> Schedules::resume(postgres::Transaction& transaction, Uuid org, std::string name) {
  const auto locked = co_await transaction.execute(kLockSchedule, org, name);
  if (!locked) co_return locked.error();
  const auto before = locked->one<Locked>();
  if (!before) co_return kScheduleNotFound;
  const auto times = co_await transaction.execute(kScheduleTime, org, name);
  if (!times) co_return times.error();
  const auto rule = validation::parse_json<recurrence::Schedule>(before->rule);
  if (!rule) co_return rule.error();
  const auto next = rule->next(times->one<ScheduleTime>()->now);
  const auto rows = co_await transaction.execute(kResumeSchedule, org, name, next);
  if (!rows) co_return rows.error();
  co_return Result<void>();
}

Task<Result<Schedules::Ran>> Schedules::run(postgres::Transaction& transaction, Uuid org, std::string name) {
  const auto locked = co_await transaction.execute(kLockSchedule, org, name);
  if (!locked) co_return locked.error();
  auto view = locked->one<Locked>();
  if (!view) co_return kScheduleNotFound;
  const Uuid job = ids_.next();
  const auto fired = co_await transaction.execute(kFireByHand, view->id, job);
  if (!fired) co_return fired.error();
  const Scheduled payload{std::move(name), *fired->one<Time>(), {std::move(view->payload)}};
  NewJob made{
      .org_id = org, .kind = std::move(view->kind), .payload = validation::to_json(payload), .queue = view->queue};
  made.id = job;
  const auto done = co_await queue_.enqueue(transaction, std::move(made));
  if (!done) co_return done.error();
  co_return Ran{job, std::move(view->queue)};
}

Task<std::optional<ScheduleView>> Schedules::find(Uuid org, std::string name) {
  const auto rows =
      co_await database_.read(kListSchedules, org, std::optional(name), std::optional<std::string>(), std::int64_t{1});
  co_return rows.one<ScheduleView>();
}

Task<std::vector<Schedules::Named>> Schedules::declared() {
  const auto rows = co_await database_.read(kDeclaredSchedules);
  co_return rows.as<Named>();
}

Task<std::vector<ScheduleView>> Schedules::list(Uuid org, std::size_t limit, std::optional<std::string> after) {
  const auto rows = co_await database_.read(kListSchedules, org, std::optional<std::string>(), after,
                                            static_cast<std::int64_t>(limit));
  co_return rows.as<ScheduleView>();
}

}  // namespace tenstone::jobs
