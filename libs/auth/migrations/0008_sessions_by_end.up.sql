-- Rows of sessions whose last moment has passed are removed. It is set once, so that using a session touches no index.
create index sessions_by_end on sessions (expires_at);
