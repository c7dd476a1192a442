DROP FUNCTION job_attempt_succeeded(uuid, uuid, bigint, smallint);
ALTER TABLE job_runs DROP COLUMN result, DROP COLUMN files;
