// The tables of jobs that the platform has, with their indexes. Jobs stay when they have ended.
export const kJobTables = `
CREATE TABLE job_kinds (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name text NOT NULL UNIQUE);
CREATE TABLE jobs (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, state smallint NOT NULL DEFAULT 0, priority smallint NOT NULL DEFAULT 1,
  queue int NOT NULL, kind int NOT NULL, attempt smallint NOT NULL DEFAULT 0, lost smallint NOT NULL DEFAULT 0,
  run_at timestamptz NOT NULL, started_at timestamptz, worker bigint, org_id uuid NOT NULL, public_id uuid NOT NULL, trace text,
  payload bytea NOT NULL CHECK (octet_length(payload) <= 65536), uncounted smallint NOT NULL DEFAULT 0,
  cancelled boolean NOT NULL DEFAULT false, UNIQUE (org_id, public_id));
CREATE INDEX jobs_ready ON jobs (queue, priority, run_at, id) WHERE state = 0;
CREATE INDEX jobs_running ON jobs (started_at) WHERE started_at IS NOT NULL;`;
