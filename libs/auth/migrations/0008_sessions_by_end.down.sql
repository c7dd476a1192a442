drop index sessions_by_end;
