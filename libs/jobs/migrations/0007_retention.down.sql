DROP FUNCTION drop_job_partitions(timestamptz);
