ALTER TABLE queues DROP COLUMN paused_at, DROP COLUMN most_running;
