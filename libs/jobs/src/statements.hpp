// The SQL of the hot path. A claim and the ends of the attempts before it leave under one Sync: one transaction, one
// fsync. What ends an attempt tests (id, attempt, worker) and returns the public ids that it found: the others are
// fenced.
#pragma once
#include "tenstone/postgres/statement.hpp"

namespace tenstone::jobs::sql {

using postgres::Statement;

// First in each transaction of the hot path. Plans are made while tables may be empty, and are kept when they are not
// any more: a plan that walks the table would be made once and then cost every trip. All access here is by key or by
// index.
inline constexpr Statement kPlanBy{"jobs.plan_by", R"(
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
       set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
       set_config('plan_cache_mode', 'force_generic_plan', true))"};

// $1 worker, $2 its epoch; $3, $4 the classes to look at, in order: queue, priority; $5, $7 their watermarks: run_at,
// id; $6 how many at most. Queues that are paused or limited are left out, by a subquery: a join could change the
// order. The row of the worker is locked against its deletion and its next epoch: a worker that was taken for dead gets
// nothing. Rows are locked one by one as they are returned, so no more than $6 are. By ctid: measured 147k jobs/s, by
// id 119k.
inline constexpr Statement kClaim{"jobs.claim", R"(
WITH me AS MATERIALIZED (SELECT id FROM workers WHERE id = $1 AND epoch = $2 FOR KEY SHARE)
UPDATE jobs SET state = 1, attempt = attempt + 1, worker = $1, started_at = tenstone.now()
 WHERE EXISTS (SELECT FROM me)
   AND ctid = ANY (ARRAY(
     SELECT ready.ctid
       FROM unnest($3::int[], $4::smallint[], $5::timestamptz[], $7::bigint[]) AS wanted(queue, priority, since, since_id),
            LATERAL (SELECT ctid FROM jobs
                      WHERE state = 0 AND queue = wanted.queue AND priority = wanted.priority
                        AND (run_at, id) >= (wanted.since, wanted.since_id) AND run_at <= tenstone.now()
                      ORDER BY run_at, id LIMIT $6 FOR UPDATE SKIP LOCKED) AS ready
      WHERE (SELECT paused_at IS NULL AND most_running IS NULL FROM queues WHERE id = wanted.queue)
      LIMIT $6))
RETURNING id, attempt, uncounted, public_id, org_id, queue, kind, priority, run_at, started_at, trace, payload)"};

// As kClaim, by organisation. $3, $4, $5: queue, organisation, how many of its jobs at most; the urgent and then the
// old first.
inline constexpr Statement kClaimTurns{"jobs.claim_turns", R"(
WITH me AS MATERIALIZED (SELECT id FROM workers WHERE id = $1 AND epoch = $2 FOR KEY SHARE)
UPDATE jobs SET state = 1, attempt = attempt + 1, worker = $1, started_at = tenstone.now()
 WHERE EXISTS (SELECT FROM me)
   AND ctid = ANY (ARRAY(
     SELECT ready.ctid
       FROM unnest($3::int[], $4::uuid[], $5::bigint[]) AS turn(queue, org, most),
            LATERAL (SELECT job.ctid
                       FROM unnest('{0,1,2,3}'::smallint[]) AS class(priority),
                            LATERAL (SELECT ctid FROM jobs
                                      WHERE state = 0 AND queue = turn.queue AND org_id = turn.org
                                        AND priority = class.priority AND run_at <= tenstone.now()
                                      ORDER BY run_at, id LIMIT turn.most FOR UPDATE SKIP LOCKED) AS job
                      LIMIT turn.most) AS ready
      WHERE (SELECT paused_at IS NULL AND most_running IS NULL FROM queues WHERE id = turn.queue)))
RETURNING id, attempt, uncounted, public_id, org_id, queue, kind, priority, run_at, started_at, trace, payload)"};

// Which of these queues have a limit. $1 queues.
inline constexpr Statement kLimitedQueues{"jobs.limited_queues", R"(
SELECT id FROM queues WHERE id = ANY ($1::int[]) AND most_running IS NOT NULL ORDER BY id)"};

// Limited queues, in two statements, so that the second one's snapshot sees what was claimed before the lock was had.
// $1 queues, in order, so that two workers cannot wait for each other.
inline constexpr Statement kLockQueues{"jobs.lock_queues", R"(
SELECT count(pg_advisory_xact_lock(hashtext('jobs.queue'), queue)) FROM unnest($1::int[]) AS wanted(queue))"};
// As kClaim. $3 queues, $4 how many at most.
inline constexpr Statement kClaimLimited{"jobs.claim_limited", R"(
WITH me AS MATERIALIZED (SELECT id FROM workers WHERE id = $1 AND epoch = $2 FOR KEY SHARE)
UPDATE jobs SET state = 1, attempt = attempt + 1, worker = $1, started_at = tenstone.now()
 WHERE EXISTS (SELECT FROM me)
   AND ctid = ANY (ARRAY(
     SELECT ready.ctid
       FROM unnest($3::int[]) AS wanted(queue),
            LATERAL (SELECT least($4::bigint, greatest(0, coalesce((SELECT most_running FROM queues
                                                                     WHERE id = wanted.queue AND paused_at IS NULL), 0)
                                                          - count(*))) AS most
                       FROM jobs AS running WHERE started_at IS NOT NULL AND running.queue = wanted.queue) AS room,
            LATERAL (SELECT job.ctid
                       FROM unnest('{0,1,2,3}'::smallint[]) AS class(priority),
                            LATERAL (SELECT ctid FROM jobs
                                      WHERE state = 0 AND queue = wanted.queue AND priority = class.priority
                                        AND run_at <= tenstone.now()
                                      ORDER BY run_at, id LIMIT room.most FOR UPDATE SKIP LOCKED) AS job
                      LIMIT room.most) AS ready
      LIMIT $4))
RETURNING id, attempt, uncounted, public_id, org_id, queue, kind, priority, run_at, started_at, trace, payload)"};

// The organisations that have jobs that do not run, and whether one of these is ready. $1 queues; $2, $3 where to
// begin: place among the queues, from 1, and organisation; $4 how many at most. A loose index scan: one probe leads
// from an organisation to the next. The row that a queue begins with is the nil UUID, which may be an organisation.
inline constexpr Statement kWaiting{"jobs.waiting", R"(
WITH RECURSIVE visited(place, org) AS (
  SELECT $2::int, $3::uuid
  UNION ALL
  SELECT CASE WHEN next.org_id IS NULL THEN place + 1 ELSE place END,
         coalesce(next.org_id, '00000000-0000-0000-0000-000000000000')
    FROM visited LEFT JOIN LATERAL (
           SELECT org_id FROM jobs WHERE state = 0 AND queue = ($1::int[])[place] AND org_id > org
            ORDER BY org_id LIMIT 1) AS next ON true
   WHERE place <= cardinality($1))
SELECT place, org, EXISTS (
         SELECT FROM unnest('{0,1,2,3}'::smallint[]) AS class(priority),
                LATERAL (SELECT FROM jobs WHERE state = 0 AND queue = ($1::int[])[place] AND org_id = org
                           AND priority = class.priority AND run_at <= tenstone.now() LIMIT 1) AS job
          WHERE (SELECT paused_at IS NULL AND most_running IS NULL FROM queues WHERE id = ($1::int[])[place]))
  FROM visited LIMIT $4)"};

// $1 worker, $2 ids, $3 attempts.
inline constexpr Statement kSucceed{"jobs.succeed", R"(
WITH done AS (
  DELETE FROM jobs USING unnest($2::bigint[], $3::smallint[]) AS ended(id, attempt)
   WHERE jobs.id = ended.id AND jobs.attempt = ended.attempt AND jobs.worker = $1
  RETURNING jobs.org_id, public_id, trace, worker, run_at, started_at, queue, kind, jobs.attempt)
INSERT INTO job_runs (org_id, public_id, trace, worker, run_at, started_at, finished_at, queue, kind, outcome, attempt)
SELECT org_id, public_id, trace, worker, run_at, started_at, tenstone.now(), queue, kind, 'succeeded', attempt FROM done
RETURNING public_id)"};

// The same with a result ("" is none) and a number of files. $1 worker, $2 ids, $3 attempts, $4 results, $5 numbers.
inline constexpr Statement kSucceedWith{"jobs.succeed_with", R"(
WITH done AS (
  DELETE FROM jobs USING unnest($2::bigint[], $3::smallint[], $4::text[], $5::smallint[]) AS ended(id, attempt, result, files)
   WHERE jobs.id = ended.id AND jobs.attempt = ended.attempt AND jobs.worker = $1
  RETURNING jobs.org_id, public_id, trace, worker, run_at, started_at, queue, kind, jobs.attempt,
            nullif(ended.result, '') AS result, nullif(ended.files, 0) AS files)
INSERT INTO job_runs (org_id, public_id, trace, worker, run_at, started_at, finished_at, queue, kind, outcome, attempt, result, files)
SELECT org_id, public_id, trace, worker, run_at, started_at, tenstone.now(), queue, kind, 'succeeded', attempt, result, files FROM done
RETURNING public_id)"};

// No other attempt. $1 worker, $2 ids, $3 attempts, $4 outcomes, $5 error codes, $6 error texts.
inline constexpr Statement kBury{"jobs.bury", R"(
WITH buried AS (
  DELETE FROM jobs USING unnest($2::bigint[], $3::smallint[], $4::text[], $5::text[], $6::text[]) AS ended(id, attempt, outcome, code, text)
   WHERE jobs.id = ended.id AND jobs.attempt = ended.attempt AND jobs.worker = $1
  RETURNING jobs.*, ended.outcome::job_outcome, nullif(ended.code, '') AS code, nullif(ended.text, '') AS text),
grave AS (
  INSERT INTO jobs_dead (org_id, public_id, queue, kind, priority, attempt, lost, died_at, outcome, error_code, error_text, trace, payload, unique_key, unique_until)
  SELECT org_id, public_id, queue, kind, priority, attempt, lost, tenstone.now(), outcome, code, text, trace, payload,
         unique_key, unique_until
    FROM buried ORDER BY org_id, unique_key)
INSERT INTO job_runs (org_id, public_id, trace, worker, run_at, started_at, finished_at, queue, kind, outcome, attempt, error_code, error_text)
SELECT org_id, public_id, trace, worker, run_at, started_at, tenstone.now(), queue, kind, outcome, attempt, code, text FROM buried
RETURNING public_id)"};

// Ready again after a pause, unless it was cancelled meanwhile. A snoozed attempt leaves no run. $1 worker, $2 ids, $3
// attempts, $4 outcomes, $5 pauses in milliseconds, $6 error codes, $7 error texts.
inline constexpr Statement kAgain{"jobs.again", R"(
WITH held AS MATERIALIZED (
  SELECT jobs.*, ended.outcome::job_outcome, ended.pause, nullif(ended.code, '') AS code, nullif(ended.text, '') AS text
    FROM unnest($2::bigint[], $3::smallint[], $4::text[], $5::int[], $6::text[], $7::text[]) AS ended(id, attempt, outcome, pause, code, text)
    JOIN jobs ON jobs.id = ended.id AND jobs.attempt = ended.attempt AND jobs.worker = $1
   ORDER BY jobs.id FOR UPDATE OF jobs),
back AS (
  UPDATE jobs SET state = 0, worker = NULL, started_at = NULL,
         uncounted = jobs.uncounted + (held.outcome IN ('interrupted', 'snoozed'))::int,
         run_at = tenstone.now() + held.pause * interval '1 millisecond'
    FROM held WHERE jobs.id = held.id AND NOT held.cancelled),
gone AS (DELETE FROM jobs USING held WHERE jobs.id = held.id AND held.cancelled),
grave AS (
  INSERT INTO jobs_dead (org_id, public_id, queue, kind, priority, attempt, lost, died_at, outcome, error_code, error_text, trace, payload, unique_key, unique_until)
  SELECT org_id, public_id, queue, kind, priority, attempt, lost, tenstone.now(), 'cancelled', code, text, trace, payload,
         unique_key, unique_until
    FROM held WHERE cancelled ORDER BY org_id, unique_key),
runs AS (
  INSERT INTO job_runs (org_id, public_id, trace, worker, run_at, started_at, finished_at, queue, kind, outcome, attempt, error_code, error_text)
  SELECT org_id, public_id, trace, worker, run_at, started_at, tenstone.now(), queue, kind, outcome, attempt, code, text
    FROM held WHERE outcome <> 'snoozed' OR cancelled)
SELECT public_id FROM held)"};

// In how many seconds the next job is due; NULL: none is. $1, $2 the classes: queue, priority.
inline constexpr Statement kNextDue{"jobs.next_due", R"(
SELECT extract(epoch FROM min(due.run_at) - tenstone.now())::float8
  FROM unnest($1::int[], $2::smallint[]) AS wanted(queue, priority),
       LATERAL (SELECT run_at FROM jobs
                 WHERE state = 0 AND queue = wanted.queue AND priority = wanted.priority AND run_at > tenstone.now()
                 ORDER BY run_at LIMIT 1) AS due)"};

// Which of a worker's jobs were cancelled while they run. $1 worker.
inline constexpr Statement kCancelled{"jobs.cancelled", R"(
SELECT public_id FROM jobs WHERE started_at IS NOT NULL AND worker = $1 AND cancelled)"};

// A line that is sent twice is stored once.
inline constexpr Statement kStoreLines{"jobs.store_lines", R"(
INSERT INTO job_logs (org_id, public_id, attempt, worker, at, line, level, text)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::bigint[], $5::timestamptz[], $6::int[], $7::smallint[], $8::text[])
ON CONFLICT DO NOTHING)"};

// After a claim whose answer was lost, three statements in one transaction: wait for it if it is still under way and
// keep it from beginning, then put back what it took. $1 worker, $2 ids of the jobs that the worker knows to be its
// own.
inline constexpr Statement kLockWorker{"jobs.lock_worker", "SELECT id FROM workers WHERE id = $1 FOR UPDATE"};
inline constexpr Statement kNextEpoch{"jobs.next_epoch",
                                      "UPDATE workers SET epoch = epoch + 1 WHERE id = $1 RETURNING epoch"};
inline constexpr Statement kPutBackUnknown{"jobs.put_back_unknown", R"(
WITH held AS MATERIALIZED (
  SELECT * FROM jobs WHERE started_at IS NOT NULL AND worker = $1 AND id <> ALL ($2::bigint[]) ORDER BY id FOR UPDATE),
back AS (
  UPDATE jobs SET state = 0, uncounted = jobs.uncounted + 1, worker = NULL, started_at = NULL, run_at = tenstone.now()
    FROM held WHERE jobs.id = held.id)
INSERT INTO job_runs (org_id, public_id, trace, worker, run_at, started_at, finished_at, queue, kind, outcome, attempt, error_text)
SELECT org_id, public_id, trace, worker, run_at, started_at, tenstone.now(), queue, kind, 'interrupted', attempt,
       'never began: the answer to its claim was lost' FROM held
RETURNING public_id)"};

}  // namespace tenstone::jobs::sql
