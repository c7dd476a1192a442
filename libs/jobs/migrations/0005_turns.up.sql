-- Which organisations have ready jobs, and their oldest: a worker whose slots are taken looks for those that hold none.
CREATE INDEX jobs_turns ON jobs (queue, org_id, priority, run_at, id) WHERE state = 0;
