DROP TABLE schedule_fires, schedules;
