DROP INDEX jobs_turns;
