// The SQL of a worker's life: what statements.hpp is for its jobs.
#pragma once
#include "tenstone/postgres/statement.hpp"

namespace tenstone::jobs::sql {

using postgres::Statement;

inline constexpr Statement kSignIn{"jobs.sign_in", R"(
INSERT INTO workers (started_at, beat_at, kinds) VALUES (tenstone.now(), tenstone.now(), $1)
RETURNING id, tenstone.now())"};
inline constexpr Statement kSignOut{"jobs.sign_out", "DELETE FROM workers WHERE id = $1"};
inline constexpr Statement kEnsurePartitions{"jobs.ensure_partitions", "SELECT FROM ensure_job_partitions($1)"};
inline constexpr Statement kDropPartitions{"jobs.drop_partitions", R"(
SELECT drop_job_partitions(tenstone.now() - $1::float8 * interval '1 second'))"};
inline constexpr Statement kForgetKeys{"jobs.forget_keys", "DELETE FROM job_unique WHERE expires_at <= tenstone.now()"};

// $1 worker, $2 seconds after which one is dead. The age of the oldest transaction that has written: watermark.hpp.
inline constexpr Statement kBeat{"jobs.beat", R"(
UPDATE workers SET beat_at = tenstone.now() WHERE id = $1
RETURNING tenstone.now(),
  EXISTS (SELECT FROM workers WHERE id <> $1 AND beat_at < tenstone.now() - $2::float8 * interval '1 second'),
  coalesce((SELECT extract(epoch FROM clock_timestamp() - min(xact_start)) FROM pg_stat_activity
             WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()), 0)::float8)"};

// First of a transaction: nobody is dead while the clock is being moved.
inline constexpr Statement kHoldClock{"jobs.hold_clock", "SELECT pg_try_advisory_xact_lock_shared($1)"};

// Second: only one rescues a worker, and one that beats again just now is not dead.
inline constexpr Statement kDead{"jobs.dead", R"(
SELECT id FROM workers WHERE beat_at < tenstone.now() - $1::float8 * interval '1 second' AND id <> $2
   FOR UPDATE SKIP LOCKED)"};

// Third, with a snapshot of its own: it sees what the dead claimed before their rows were locked. $1 workers, $2 how
// many may be lost, $3 and $4 error code and text of the one too many.
inline constexpr Statement kRescue{"jobs.rescue", R"(
WITH held AS MATERIALIZED (
  SELECT * FROM jobs WHERE started_at IS NOT NULL AND worker = ANY ($1::bigint[]) ORDER BY id FOR UPDATE),
back AS (
  UPDATE jobs SET state = 0, lost = jobs.lost + 1, worker = NULL, started_at = NULL, run_at = tenstone.now()
    FROM held WHERE jobs.id = held.id AND held.lost < $2::smallint),
buried AS (DELETE FROM jobs USING held WHERE jobs.id = held.id AND held.lost >= $2),
grave AS (
  INSERT INTO jobs_dead (org_id, public_id, queue, kind, priority, attempt, lost, died_at, outcome, error_code, error_text, trace, payload, unique_key, unique_until)
  SELECT org_id, public_id, queue, kind, priority, attempt, lost + 1, tenstone.now(), 'lost', $3, $4, trace, payload,
         unique_key, unique_until
    FROM held WHERE lost >= $2 ORDER BY org_id, unique_key),
gone AS (DELETE FROM workers WHERE id = ANY ($1)),
runs AS (
  INSERT INTO job_runs (org_id, public_id, trace, worker, run_at, started_at, finished_at, queue, kind, outcome, attempt)
  SELECT org_id, public_id, trace, worker, run_at, started_at, tenstone.now(), queue, kind, 'lost', attempt FROM held)
SELECT public_id, attempt, worker, lost >= $2 FROM held)"};

}  // namespace tenstone::jobs::sql
