alter table users drop column email_verified_at;
drop table one_time_tokens;
