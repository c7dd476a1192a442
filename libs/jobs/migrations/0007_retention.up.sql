-- Drops the days of history that ended before, and deletes what is older in the default partitions. Returns how many
-- days. Dropping locks the whole history for a moment: behind somebody's long report it gives up after a fifth of a
-- second, since everything that ends an attempt waits behind it. One at a time; who comes second does nothing.
CREATE FUNCTION drop_job_partitions(before timestamptz) RETURNS int LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
DECLARE
  parent  text;
  day     text;
  dropped int := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('ensure_job_partitions')) THEN RETURN 0; END IF;
  FOREACH parent IN ARRAY ARRAY['job_runs', 'job_logs'] LOOP
    FOR day IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = parent::regclass AND c.relname ~ ('^' || parent || '_\d{8}$')
         AND (to_date(right(c.relname, 8), 'YYYYMMDD') + 1)::timestamp AT TIME ZONE 'UTC' <= before
       ORDER BY c.relname
    LOOP
      EXECUTE format('DROP TABLE %I', day);
      dropped := dropped + 1;
    END LOOP;
  END LOOP;
  DELETE FROM job_runs_default WHERE finished_at < before;
  DELETE FROM job_logs_default WHERE at < before;
  RETURN dropped;
END $$;
