-- A job that ends without success gives its key back at once, and takes it again when it is retried by hand.
ALTER TABLE jobs
  ADD COLUMN unique_key   text,
  ADD COLUMN unique_until timestamptz,
  ADD CONSTRAINT jobs_unique_check CHECK ((unique_key IS NULL) = (unique_until IS NULL));
ALTER TABLE jobs_dead
  ADD COLUMN unique_key   text,
  ADD COLUMN unique_until timestamptz,
  ADD CONSTRAINT jobs_dead_unique_check CHECK ((unique_key IS NULL) = (unique_until IS NULL));
COMMENT ON COLUMN jobs.unique_key IS 'Its key in job_unique, or NULL. The row there may have expired and be another job''s';
COMMENT ON COLUMN jobs_dead.unique_key IS 'The key that it had until it died';
COMMENT ON TABLE job_unique IS 'Keys of jobs that wait, run or have succeeded. Asking for a key that has not expired returns its job';

-- Every way into jobs_dead. Rows of one statement come in the order of (org_id, unique_key), in which enqueueing takes
-- keys, so that the two cannot wait for each other.
CREATE FUNCTION jobs_dead_free_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM job_unique WHERE org_id = NEW.org_id AND unique_key = NEW.unique_key AND public_id = NEW.public_id;
  RETURN NULL;
END $$;
CREATE TRIGGER jobs_dead_free_key AFTER INSERT ON jobs_dead
  FOR EACH ROW WHEN (NEW.unique_key IS NOT NULL) EXECUTE FUNCTION jobs_dead_free_key();

UPDATE jobs SET unique_key = taken.unique_key, unique_until = taken.expires_at
  FROM job_unique taken WHERE taken.org_id = jobs.org_id AND taken.public_id = jobs.public_id;
UPDATE jobs_dead SET unique_key = taken.unique_key, unique_until = taken.expires_at
  FROM job_unique taken WHERE taken.org_id = jobs_dead.org_id AND taken.public_id = jobs_dead.public_id;
DELETE FROM job_unique USING jobs_dead
 WHERE jobs_dead.org_id = job_unique.org_id AND jobs_dead.public_id = job_unique.public_id;
