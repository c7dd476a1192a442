-- An attempt that ends without success may be followed by others; a job may be asked for once; anybody may change his mind.
ALTER TABLE jobs
  ADD COLUMN uncounted smallint NOT NULL DEFAULT 0,
  ADD COLUMN cancelled boolean  NOT NULL DEFAULT false;
COMMENT ON COLUMN jobs.attempt IS 'Counted up by every claim, never down. With worker it is the fence: what ends an attempt tests both';
COMMENT ON COLUMN jobs.uncounted IS 'Attempts that were not its own fault and leave its number of tries alone: interrupted ones, and all before it was taken back from the dead';
COMMENT ON COLUMN jobs.cancelled IS 'While it runs: it was asked to stop, and no other attempt follows';
COMMENT ON COLUMN job_runs.attempt IS 'Unique within a job';

-- Who asks twice for the same gets the first job, until the time that the first one set is over.
CREATE TABLE job_unique (
  org_id     uuid        NOT NULL,
  unique_key text        NOT NULL CONSTRAINT job_unique_key_check CHECK (length(unique_key) BETWEEN 1 AND 200),
  public_id  uuid        NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT job_unique_pkey PRIMARY KEY (org_id, unique_key)
);
CREATE INDEX job_unique_expires_at ON job_unique (expires_at);
