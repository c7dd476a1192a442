CREATE OR REPLACE FUNCTION ensure_job_partitions(ahead int) RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
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
