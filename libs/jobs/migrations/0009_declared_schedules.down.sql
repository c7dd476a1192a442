ALTER TABLE schedules DROP COLUMN revision, DROP COLUMN declared;
