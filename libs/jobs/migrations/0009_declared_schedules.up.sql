ALTER TABLE schedules
  ADD COLUMN revision bigint NOT NULL DEFAULT 1,
  ADD COLUMN declared boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN schedules.revision IS 'Counts the changes that somebody made: neither its fires nor its times';
COMMENT ON COLUMN schedules.declared IS 'A file of the installation declares it, which alone changes and removes it';
