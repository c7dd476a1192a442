-- The result of a job that succeeded, in the row of the attempt that made it.
ALTER TABLE job_runs
  ADD COLUMN result text CONSTRAINT job_runs_result_check CHECK (octet_length(result) <= 16384),
  ADD COLUMN files  smallint;
COMMENT ON COLUMN job_runs.result IS 'JSON, as the handler returned it. NULL: none';
COMMENT ON COLUMN job_runs.files IS 'How many files the attempt attached. NULL: none. The files themselves are in the store that the program attaches by';

-- True in the transaction that ends an attempt with success, from that statement on, and in all later ones. What must
-- become visible with a job's success asks this function in that transaction.
CREATE FUNCTION job_attempt_succeeded(org uuid, job uuid, by_worker bigint, number smallint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM job_runs WHERE org_id = $1 AND public_id = $2 AND worker = $3 AND attempt = $4
                                        AND outcome = 'succeeded')
$$;
