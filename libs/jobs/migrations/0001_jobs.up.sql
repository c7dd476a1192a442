-- Names that a job carries as numbers, so that its row stays narrow. Both belong to the installation and only grow.
CREATE TABLE queues (
  id   int  GENERATED ALWAYS AS IDENTITY CONSTRAINT queues_pkey PRIMARY KEY,
  name text NOT NULL CONSTRAINT queues_name_key UNIQUE CONSTRAINT queues_name_check CHECK (name ~ '^[a-z][a-z0-9_.-]{0,62}$')
);
CREATE TABLE job_kinds (
  id   int  GENERATED ALWAYS AS IDENTITY CONSTRAINT job_kinds_pkey PRIMARY KEY,
  name text NOT NULL CONSTRAINT job_kinds_name_key UNIQUE CONSTRAINT job_kinds_name_check CHECK (name ~ '^[a-z][a-z0-9_.-]{0,62}$')
);

-- One row per worker process. Its number is never used again, so that no job is ever taken for a later process's own.
CREATE TABLE workers (
  id         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT workers_pkey PRIMARY KEY,
  epoch      int         NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL,
  beat_at    timestamptz NOT NULL
) WITH (fillfactor = 20);
COMMENT ON COLUMN workers.epoch IS 'Tested by each claim; raised when the answer to one was lost, so that it cannot take effect any more';
COMMENT ON COLUMN workers.beat_at IS 'Renewed every few seconds; an old one means that the process is dead and its jobs may be taken away';

-- Unfinished jobs only: finishing deletes the row and writes one into job_runs.
CREATE TABLE jobs (
  id         bigint      GENERATED ALWAYS AS IDENTITY CONSTRAINT jobs_pkey PRIMARY KEY,
  state      smallint    NOT NULL DEFAULT 0 CONSTRAINT jobs_state_check CHECK (state IN (0, 1)),
  priority   smallint    NOT NULL DEFAULT 1 CONSTRAINT jobs_priority_check CHECK (priority BETWEEN 0 AND 3),
  queue      int         NOT NULL,
  kind       int         NOT NULL,
  attempt    smallint    NOT NULL DEFAULT 0,
  lost       smallint    NOT NULL DEFAULT 0,
  run_at     timestamptz NOT NULL,
  started_at timestamptz,
  worker     bigint,
  org_id     uuid        NOT NULL,
  public_id  uuid        NOT NULL,
  trace      text,
  payload    bytea       NOT NULL CONSTRAINT jobs_payload_check CHECK (octet_length(payload) <= 65536),
  CONSTRAINT jobs_public_id_key UNIQUE (org_id, public_id),
  CONSTRAINT jobs_running_check CHECK ((state = 1) = (started_at IS NOT NULL) AND (state = 1) = (worker IS NOT NULL))
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
COMMENT ON COLUMN jobs.id IS 'For the claim and its fence only: it leaves the database towards workers, never towards clients';
COMMENT ON COLUMN jobs.state IS '0 ready (from run_at on), 1 running';
COMMENT ON COLUMN jobs.priority IS '0 first, 3 last; a small closed set, since a claim scans class by class';
COMMENT ON COLUMN jobs.attempt IS 'Counted by the claim. With worker it is the fence: what ends an attempt tests both';
COMMENT ON COLUMN jobs.lost IS 'How many workers died while they ran it';
COMMENT ON COLUMN jobs.public_id IS 'UUIDv7, made at enqueue: it also says when';
COMMENT ON COLUMN jobs.trace IS 'Request id of the request that enqueued it';
COMMENT ON COLUMN jobs.payload IS 'What the kind understands; JSON text for actions';

CREATE INDEX jobs_ready ON jobs (queue, priority, run_at, id) WHERE state = 0;
-- Not "WHERE state = 1" nor "WHERE worker IS NOT NULL": a statement that ends an attempt would imply these, and statistics
-- taken while nothing runs would lead it through this index's dead entries instead of the primary key.
CREATE INDEX jobs_running ON jobs (started_at) WHERE started_at IS NOT NULL;

CREATE TYPE job_outcome AS ENUM ('succeeded', 'failed', 'lost', 'interrupted', 'cancelled', 'timed_out', 'snoozed');

-- Jobs that ended without success, with the last error.
CREATE TABLE jobs_dead (
  org_id     uuid        NOT NULL,
  public_id  uuid        NOT NULL,
  queue      int         NOT NULL,
  kind       int         NOT NULL,
  priority   smallint    NOT NULL,
  attempt    smallint    NOT NULL,
  lost       smallint    NOT NULL,
  died_at    timestamptz NOT NULL,
  outcome    job_outcome NOT NULL,
  error_code text,
  error_text text,
  trace      text,
  payload    bytea       NOT NULL,
  CONSTRAINT jobs_dead_pkey PRIMARY KEY (org_id, public_id)
);

-- One row per attempt that ended, by the day it ended: retention drops days, so history costs no vacuum.
CREATE TABLE job_runs (
  org_id      uuid        NOT NULL,
  public_id   uuid        NOT NULL,
  worker      bigint      NOT NULL,
  run_at      timestamptz NOT NULL,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  queue       int         NOT NULL,
  kind        int         NOT NULL,
  outcome     job_outcome NOT NULL,
  attempt     smallint    NOT NULL,
  error_code  text,
  error_text  text,
  trace       text
) PARTITION BY RANGE (finished_at);
COMMENT ON COLUMN job_runs.run_at IS 'When the job was ready: until started_at it waited';
COMMENT ON COLUMN job_runs.attempt IS 'With worker unique within a job: an interrupted attempt is not counted, so the next one has its number';
CREATE INDEX job_runs_job ON job_runs (org_id, public_id);
CREATE INDEX job_runs_finished ON job_runs USING brin (finished_at);
CREATE TABLE job_runs_default PARTITION OF job_runs DEFAULT;

CREATE TABLE job_logs (
  org_id    uuid        NOT NULL,
  public_id uuid        NOT NULL,
  worker    bigint      NOT NULL,
  at        timestamptz NOT NULL,
  line      int         NOT NULL,
  attempt   smallint    NOT NULL,
  level     smallint    NOT NULL,
  text      text        NOT NULL,
  CONSTRAINT job_logs_pkey PRIMARY KEY (org_id, public_id, attempt, worker, line, at)
) PARTITION BY RANGE (at);
COMMENT ON COLUMN job_logs.line IS 'From 0 within an attempt. A line sent twice, because nobody knew whether the first was stored, is one row';
COMMENT ON COLUMN job_logs.level IS '0 debug, 1 info, 2 warn, 3 error';
CREATE TABLE job_logs_default PARTITION OF job_logs DEFAULT;

-- Makes the partitions of today and the `ahead` days after it, in UTC. A day that has rows in the default partition
-- already (somebody moved the clock) stays there: nothing is lost, only dropped later.
CREATE FUNCTION ensure_job_partitions(ahead int) RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  parent text;
  today  date := (tenstone.now() AT TIME ZONE 'UTC')::date;
  day    date;
  taken  boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_job_partitions'));
  FOREACH parent IN ARRAY ARRAY['job_runs', 'job_logs'] LOOP
    FOR day IN SELECT today + n FROM generate_series(0, ahead) n LOOP
      CONTINUE WHEN to_regclass(format('%s_%s', parent, to_char(day, 'YYYYMMDD'))) IS NOT NULL;
      EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= $1 AND %2$I < $2)', parent || '_default',
                     CASE parent WHEN 'job_runs' THEN 'finished_at' ELSE 'at' END)
        INTO taken USING day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC';
      CONTINUE WHEN taken;
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                     parent || '_' || to_char(day, 'YYYYMMDD'), parent, day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
    END LOOP;
  END LOOP;
END $$;

SELECT ensure_job_partitions(3);
