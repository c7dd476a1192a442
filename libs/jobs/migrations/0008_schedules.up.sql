-- What makes jobs again and again. Any worker looks for what is due; the row's lock and the fire's key make each fire
-- time one job.
CREATE TABLE schedules (
  id             uuid        NOT NULL CONSTRAINT schedules_pkey PRIMARY KEY,
  org_id         uuid        NOT NULL,
  name           text        NOT NULL CONSTRAINT schedules_name_check CHECK (name ~ '^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$'),
  kind           text        NOT NULL,
  queue          text        NOT NULL,
  payload        text        NOT NULL,
  rule           text        NOT NULL,
  catch_up       text        NOT NULL,
  tzdata_version text        NOT NULL,
  fault          text,
  paused_at      timestamptz,
  next_at        timestamptz,
  last_at        timestamptz,
  last_job       uuid,
  created_at     timestamptz NOT NULL,
  changed_at     timestamptz NOT NULL,
  CONSTRAINT schedules_name_key UNIQUE (org_id, name)
);
COMMENT ON COLUMN schedules.payload IS 'JSON; the job gets it in an envelope that also says the fire time';
COMMENT ON COLUMN schedules.rule IS 'recurrence::Schedule as JSON: local times and a zone, so that it can be computed again';
COMMENT ON COLUMN schedules.catch_up IS 'recurrence::CatchUp as JSON';
COMMENT ON COLUMN schedules.tzdata_version IS 'Of the zones by which next_at was computed; a worker with newer ones computes it again when it starts';
COMMENT ON COLUMN schedules.fault IS 'Why next_at could not be computed, such as a zone that this machine does not know';
COMMENT ON COLUMN schedules.next_at IS 'The first fire time that has not been looked at. NULL: there is none';
CREATE INDEX schedules_due ON schedules (next_at) WHERE paused_at IS NULL;

CREATE TABLE schedule_fires (
  schedule_id uuid        NOT NULL CONSTRAINT schedule_fires_schedule_id_fkey REFERENCES schedules ON DELETE CASCADE,
  fire_at     timestamptz NOT NULL,
  job         uuid        NOT NULL,
  CONSTRAINT schedule_fires_pkey PRIMARY KEY (schedule_id, fire_at)
);
