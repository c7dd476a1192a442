#include "tenstone/jobs/reader.hpp"

#include <algorithm>

namespace tenstone::jobs {
namespace {

using postgres::Statement;

// One row for an attempt that ended, one for a job that has not, one for a job that is dead.
constexpr Statement kFind{"jobs.find", R"(
SELECT found.*, k.name, q.name FROM (
  SELECT 0 AS source, attempt, worker, started_at, finished_at, outcome::text, error_code, error_text, 'succeeded', NULL::timestamptz, kind, queue, trace, result, files
    FROM job_runs WHERE org_id = $1 AND public_id = $2
  UNION ALL
  SELECT 1, attempt, worker, started_at, NULL, NULL, NULL, NULL,
         CASE WHEN state = 1 THEN 'running' WHEN attempt > uncounted THEN 'retrying' ELSE 'queued' END,
         CASE WHEN state = 0 THEN run_at END, kind, queue, trace, NULL, NULL
    FROM jobs WHERE org_id = $1 AND public_id = $2
  UNION ALL
  SELECT 2, attempt, NULL, NULL, died_at, NULL, NULL, NULL,
         CASE outcome WHEN 'cancelled' THEN 'cancelled' ELSE 'failed' END, NULL, kind, queue, trace, NULL, NULL
    FROM jobs_dead WHERE org_id = $1 AND public_id = $2) found
  JOIN job_kinds k ON k.id = found.kind JOIN queues q ON q.id = found.queue
 ORDER BY source, attempt, finished_at)"};

// $1 the kind, $2 seconds without a beat. A worker that announced nothing may know any.
constexpr Statement kIsRun{"jobs.is_run", R"(
SELECT coalesce(bool_or(kinds IS NULL OR $1 = ANY (kinds)), true) FROM workers
 WHERE beat_at >= tenstone.now() - $2::float8 * interval '1 second')"};

constexpr Statement kOrganisation{"jobs.organisation", R"(
SELECT org_id FROM (SELECT org_id, public_id FROM jobs UNION ALL SELECT org_id, public_id FROM job_runs
  UNION ALL SELECT org_id, public_id FROM jobs_dead) found WHERE public_id = $1 LIMIT 1)"};

constexpr Statement kLines{"jobs.lines", R"(
SELECT attempt, worker, at, level, text FROM job_logs WHERE org_id = $1 AND public_id = $2
 ORDER BY attempt, worker, line)"};

// $2 the state or NULL, $3 how many, $4 the id before which to begin. Finished: the last run counts.
constexpr Statement kList{"jobs.list", R"(
SELECT found.public_id, k.name, q.name, found.state, found.attempt, found.finished_at, found.run_at FROM (
  (SELECT * FROM (
     SELECT public_id, kind, queue, attempt, NULL::timestamptz AS finished_at, CASE WHEN state = 0 THEN run_at END AS run_at,
            CASE WHEN state = 1 THEN 'running' WHEN attempt > uncounted THEN 'retrying' ELSE 'queued' END AS state
       FROM jobs WHERE org_id = $1 AND public_id < $4) unfinished
    WHERE $2::text IS NULL OR state = $2 ORDER BY public_id DESC LIMIT $3)
  UNION ALL
  (SELECT public_id, kind, queue, attempt, finished_at, NULL, 'succeeded' FROM job_runs
    WHERE org_id = $1 AND public_id < $4 AND outcome = 'succeeded' AND ($2 IS NULL OR $2 = 'succeeded')
    ORDER BY public_id DESC LIMIT $3)
  UNION ALL
  (SELECT * FROM (
     SELECT public_id, kind, queue, attempt, died_at, NULL::timestamptz,
            CASE outcome WHEN 'cancelled' THEN 'cancelled' ELSE 'failed' END AS state
       FROM jobs_dead WHERE org_id = $1 AND public_id < $4) dead
    WHERE $2 IS NULL OR state = $2 ORDER BY public_id DESC LIMIT $3)) found
  JOIN job_kinds k ON k.id = found.kind JOIN queues q ON q.id = found.queue
 ORDER BY public_id DESC LIMIT $3)"};

// $2: the jobs.
constexpr Statement kProgress{"jobs.progress", R"(
SELECT CASE WHEN j.state = 1 THEN 'running' WHEN j.attempt > j.uncounted THEN 'retrying' WHEN j.attempt IS NOT NULL THEN 'queued'
            WHEN d.outcome = 'cancelled' THEN 'cancelled' WHEN d.outcome IS NOT NULL THEN 'failed' ELSE 'succeeded' END,
       coalesce(j.attempt, d.attempt, r.attempt, 0::smallint), CASE WHEN j.state = 0 THEN j.run_at END,
       coalesce(d.error_code, r.error_code), coalesce(d.error_text, r.error_text)
  FROM unnest($2::uuid[]) WITH ORDINALITY AS asked(id, place)
  LEFT JOIN jobs j ON j.org_id = $1 AND j.public_id = asked.id
  LEFT JOIN jobs_dead d ON d.org_id = $1 AND d.public_id = asked.id
  LEFT JOIN LATERAL (SELECT attempt, error_code, error_text FROM job_runs
                      WHERE org_id = $1 AND public_id = asked.id ORDER BY attempt DESC, finished_at DESC LIMIT 1) r ON true
 ORDER BY place)"};

constexpr Statement kFailed{"jobs.failed", R"(
SELECT public_id FROM jobs_dead
 WHERE org_id = $1 AND kind = (SELECT id FROM job_kinds WHERE name = $2) AND outcome <> 'cancelled' AND public_id < $3
 ORDER BY public_id DESC LIMIT $4)"};

struct ProgressRow {
  JobState state;
  std::int16_t attempt;
  std::optional<Time> run_at;
  std::optional<std::string> error_code, error_text;
};

struct FoundRow {
  std::int32_t source;
  std::int16_t attempt;
  std::optional<std::int64_t> worker;
  std::optional<Time> started_at, finished_at;
  std::optional<RunOutcome> outcome;
  std::optional<std::string> error_code, error_text;
  JobState state;
  std::optional<Time> run_at;
  std::int32_t kind_id, queue_id;
  std::optional<std::string> trace, result;
  std::optional<std::int16_t> files;
  std::string kind, queue;
};
struct OrganisationRow {
  Uuid org_id;
};
struct LineRow {
  std::int16_t attempt;
  std::int64_t worker;
  Time at;
  std::int16_t level;
  std::string text;
};
struct ListRow {
  Uuid id;
  std::string kind, queue;
  JobState state;
  std::int16_t attempt;
  std::optional<Time> finished_at, run_at;
};

// RFC 9562 §5.7: the first 48 bits are milliseconds since 1970.
Time born(const Uuid& id) {
  std::int64_t milliseconds = 0;
  for (std::size_t i = 0; i < 6; ++i) milliseconds = milliseconds << 8 | id.bytes[i];
  return Time(std::chrono::milliseconds(milliseconds));
}

Uuid behind_all() {
  Uuid id;
  id.bytes.fill(0xFF);
  return id;
}

void add_lines(JobView& job, std::vector<LineRow> lines) {
  for (LineRow& line : lines) {
    const auto of = std::ranges::find_if(job.attempts, [&](const AttemptView& each) {
      return each.attempt == line.attempt && each.worker == line.worker;
    });
    if (of == job.attempts.end()) continue;
    of->logs.push_back({line.at, static_cast<logging::Level>(line.level), std::move(line.text)});
  }
}

}  // namespace

Task<std::optional<JobView>> Reader::find(Uuid org_id, Uuid id) {
  const auto found = co_await database_.read(kFind, org_id, id);
  auto rows = found.as<FoundRow>();
  if (rows.empty()) co_return std::nullopt;

  JobView job;
  const FoundRow& last = rows.back();  // what the jobs tables say, or else the last run
  job.id = id;
  job.kind = last.kind;
  job.queue = last.queue;
  job.attempt = last.attempt;
  job.created_at = born(id);
  job.trace = last.trace;
  job.result = last.result;
  job.files = last.files.value_or(0);
  for (FoundRow& row : rows) {
    if (!row.started_at) continue;  // it does not run, and that it waits or is dead is no attempt
    AttemptView attempt{row.attempt, *row.worker, *row.started_at, row.finished_at, row.outcome, {}, {}, {}};
    attempt.error_code = std::move(row.error_code);
    attempt.error_text = std::move(row.error_text);
    job.attempts.push_back(std::move(attempt));
  }
  job.state = last.source == 0 && last.outcome != RunOutcome::Succeeded ? JobState::Failed : last.state;
  job.next_run_at = last.run_at;
  if (last.source != 1) job.finished_at = last.finished_at;

  const auto lines = co_await database_.read(kLines, org_id, id);
  add_lines(job, lines.as<LineRow>());
  co_return job;
}

Task<std::optional<Uuid>> Reader::organisation_of(Uuid id) {
  const auto found = co_await database_.read(kOrganisation, id);
  const auto row = found.one<OrganisationRow>();
  co_return row ? std::optional(row->org_id) : std::nullopt;
}

Task<std::vector<JobSummary>> Reader::list(Uuid org_id, ListJobs which) {
  const Uuid before = which.before.value_or(behind_all());
  const auto limit = static_cast<std::int64_t>(which.limit);
  const auto rows = co_await database_.read(kList, org_id, which.state, limit, before);
  std::vector<JobSummary> all;
  for (ListRow& row : rows.as<ListRow>()) {
    all.push_back({row.id, std::move(row.kind), std::move(row.queue), row.state, row.attempt, born(row.id),
                   row.finished_at, row.run_at});
  }
  co_return all;
}

Task<std::vector<JobProgress>> Reader::progress(Uuid org_id, std::vector<Uuid> ids) {
  const auto rows = co_await database_.read(kProgress, org_id, ids);
  std::vector<JobProgress> all;
  for (ProgressRow& row : rows.as<ProgressRow>())
    all.push_back({row.state, row.attempt, row.run_at, std::move(row.error_code), std::move(row.error_text)});
  co_return all;
}

Task<std::vector<Uuid>> Reader::failed(Uuid org_id, std::string kind, std::optional<Uuid> before, std::size_t limit) {
  const auto rows =
      co_await database_.read(kFailed, org_id, kind, before.value_or(behind_all()), static_cast<std::int64_t>(limit));
  co_return rows.as<Uuid>();
}

Task<bool> Reader::is_run(std::string kind, std::chrono::seconds dead_after) {
  const auto rows = co_await database_.read(kIsRun, kind, static_cast<double>(dead_after.count()));
  co_return rows.one<bool>().value_or(true);
}

}  // namespace tenstone::jobs
