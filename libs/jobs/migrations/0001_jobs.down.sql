DROP FUNCTION ensure_job_partitions(int);
DROP TABLE job_logs, job_runs, jobs_dead, jobs, workers, job_kinds, queues;
DROP TYPE job_outcome;
