DROP TRIGGER jobs_dead_free_key ON jobs_dead;
DROP FUNCTION jobs_dead_free_key();
ALTER TABLE jobs DROP COLUMN unique_key, DROP COLUMN unique_until;
ALTER TABLE jobs_dead DROP COLUMN unique_key, DROP COLUMN unique_until;
COMMENT ON TABLE job_unique IS NULL;
