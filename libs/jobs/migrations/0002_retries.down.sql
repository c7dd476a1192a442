DROP TABLE job_unique;
ALTER TABLE jobs DROP COLUMN cancelled, DROP COLUMN uncounted;
