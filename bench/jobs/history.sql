-- {runs} runs of jobs that ended on the seven days before today, a partition each. Filled before it has indexes and is attached.
DO $$
DECLARE
  day  date;
  name text;
BEGIN
  FOR day IN SELECT (tenstone.now() AT TIME ZONE 'UTC')::date - n FROM generate_series(7, 1, -1) n LOOP
    name := format('tenstone.job_runs_%s', to_char(day, 'YYYYMMDD'));
    EXECUTE format('CREATE TABLE %s (LIKE tenstone.job_runs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    EXECUTE format($sql$
      INSERT INTO %s (org_id, public_id, worker, run_at, started_at, finished_at, queue, kind, outcome, attempt)
      SELECT '018bcfe5-6800-7000-8000-000000000000', (lpad(to_hex(extract(epoch FROM ended)::bigint * 1000), 12, '0') || '7000a' || lpad(to_hex(n), 15, '0'))::uuid,
             1, ended, ended, ended, 1, 1, 'succeeded', 1
        FROM (SELECT n, $1::timestamp AT TIME ZONE 'UTC' + n * (interval '24 hours' / $2) AS ended FROM generate_series(0, $2 - 1) n) AS run
    $sql$, name) USING day, ceil({runs} / 7.0)::int;
    EXECUTE format('ALTER TABLE tenstone.job_runs ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', name, day || ' 00:00:00+00', day + 1 || ' 00:00:00+00');
  END LOOP;
END $$;
