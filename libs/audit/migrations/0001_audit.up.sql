-- Who did what, to what, when: one hash chain per organisation, insert-only.

create table audit_log (
  org_id      uuid        not null,
  seq         bigint      not null,
  at          timestamptz not null,
  id          uuid        not null,
  actor       text        not null,
  action      text        not null,
  subject     text        not null,
  ip          inet,
  ua          text,
  session_ref text,
  details     jsonb       not null,
  prev_hash   bytea       not null,
  hash        bytea       not null,
  constraint audit_log_pkey primary key (org_id, seq, at),
  constraint audit_log_hash_length check (octet_length(hash) = 32 and octet_length(prev_hash) = 32)
) partition by range (at);

comment on table audit_log is 'Insert-only: a trigger refuses UPDATE and DELETE. Retention drops whole partitions.';
comment on column audit_log.org_id is 'The organisation whose chain this is; all zero bits: the installation itself.';
comment on column audit_log.seq is 'Position in the chain of the organisation: 1, 2, 3, … without gaps.';
comment on column audit_log.session_ref is 'First 8 hex digits of SHA-256 of the session''s stored hash: correlates, opens nothing.';
comment on column audit_log.hash is 'SHA-256 over this row and prev_hash; the exact bytes are described in tenstone/audit/chain.hpp.';

-- A row whose month has no partition yet lands here: nothing is ever refused for want of a partition.
create table audit_log_default partition of audit_log default;

-- The end of each chain. Appending locks this row, so that one organisation's entries queue up and no other's wait.
create table audit_heads (
  org_id uuid   not null constraint audit_heads_pkey primary key,
  seq    bigint not null,
  hash   bytea  not null
);

create function audit_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is insert-only' using errcode = 'insufficient_privilege';
end $$;

-- A trigger and not a grant: the embedded server's role owns its tables, and an owner may grant itself anything.
create trigger audit_log_insert_only before update or delete on audit_log
  for each row execute function audit_refuse_change();
create trigger audit_log_no_truncate before truncate on audit_log
  for each statement execute function audit_refuse_change();

-- Makes the partition of the month (in UTC) that `moment` lies in. False: it exists, or its rows are in the default
-- partition already and stay there.
create function audit_make_partition(moment timestamptz) returns boolean language plpgsql as $$
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
  execute format('create table tenstone.%I partition of tenstone.audit_log for values from (%L) to (%L)',
                 name, from_at, until_at);
  return true;
end $$;

select audit_make_partition(tenstone.now());
select audit_make_partition(tenstone.now() + interval '1 month');
