-- CREATE TABLE … PARTITION OF locks the whole log against everybody: it waits for a reader, a backup for example, and every
-- entry waits behind it. ATTACH PARTITION lets entries pass; it locks the default partition alone, and does not wait long.
create or replace function audit_make_partition(moment timestamptz) returns boolean language plpgsql
  set lock_timeout = '2s' as $$
declare
  first_day timestamp := date_trunc('month', moment at time zone 'UTC');
  from_at timestamptz := first_day at time zone 'UTC';
  until_at timestamptz := (first_day + interval '1 month') at time zone 'UTC';
  name text := 'audit_log_' || to_char(first_day, 'YYYY_MM');
begin
  if to_regclass('tenstone.' || name) is not null
     or exists (select from tenstone.audit_log_default where at >= from_at and at < until_at) then
    return false;
  end if;
  execute format('create table tenstone.%I (like tenstone.audit_log including all)', name);
  execute format('alter table tenstone.audit_log attach partition tenstone.%I for values from (%L) to (%L)',
                 name, from_at, until_at);
  perform tenstone.audit_protect_partition(name);
  return true;
end $$;
