-- What the installation's operator says of a queue. Claims test it, so it holds from its commit on.
ALTER TABLE queues
  ADD COLUMN paused_at    timestamptz,
  ADD COLUMN most_running int CONSTRAINT queues_most_running_check CHECK (most_running BETWEEN 1 AND 1000000);
COMMENT ON COLUMN queues.paused_at IS 'Since when no job of it is begun. NULL: it is not paused';
COMMENT ON COLUMN queues.most_running IS 'How many of its jobs may run at a time, on all workers together. NULL: any number';
