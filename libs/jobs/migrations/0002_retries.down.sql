DROP TABLE job_unique;
ALTER TABLE jobs DROP COLUMN cancelled, DROP COLUMN uncounted;
COMMENT ON COLUMN jobs.attempt IS 'Counted by the claim. With worker it is the fence: what ends an attempt tests both';
COMMENT ON COLUMN job_runs.attempt IS 'With worker unique within a job: an interrupted attempt is not counted, so the next one has its number';
