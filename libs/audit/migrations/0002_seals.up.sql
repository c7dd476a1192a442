-- Entries are written without a lock, and numbered and chained afterwards by a sealer (tenstone/audit/sealer.hpp).

create table audit_seals (
  org_id      uuid        not null,
  first_seq   bigint      not null,
  ids         uuid[]      not null,
  hashes      bytea[]     not null,
  sealed_at   timestamptz not null,
  number      bigint      not null generated always as identity constraint audit_seals_number_unique unique,
  seen_until  bigint      not null,
  in_progress bigint[]    not null,
  constraint audit_seals_pkey primary key (org_id, first_seq),
  constraint audit_seals_same_length check (cardinality(ids) = cardinality(hashes) and cardinality(ids) > 0)
);
alter table audit_seals alter column hashes set storage external;  -- hashes do not compress
comment on table audit_seals is 'Insert-only. Consecutive entries of one organisation''s chain: ids[n] is the entry of number first_seq + n - 1.';
comment on column audit_seals.hashes is 'SHA-256 over each entry, its number and the hash before it; the exact bytes are described in tenstone/audit/chain.hpp.';
comment on column audit_seals.number is 'Grows from seal to seal: the highest is where the next round of the sealer begins.';
comment on column audit_seals.seen_until is 'Every entry below this position is sealed, but for those of in_progress.';
comment on column audit_seals.in_progress is 'Positions below seen_until whose transactions had not ended when the seal was made.';

-- A position is a transaction's number plus the base of the database cluster that it ran in, so that positions go on
-- growing when the database is restored into a cluster whose transaction numbers are lower.
create table audit_epochs (
  epoch   int    generated always as identity constraint audit_epochs_pkey primary key,
  cluster bigint not null,
  base    bigint not null
);
comment on table audit_epochs is 'Insert-only. One row for each cluster that this database has lived in, in that order.';
comment on column audit_epochs.cluster is 'system_identifier of pg_control_system().';

-- What was chained under the lock of a head becomes seals. The migration's own transaction is the only one at work: the
-- statements below lock the table.
alter table audit_log drop constraint audit_log_pkey;
insert into audit_seals (org_id, first_seq, ids, hashes, sealed_at, seen_until, in_progress)
  select org_id, min(seq), array_agg(id order by seq), array_agg(hash order by seq), tenstone.now(), 1, '{}'
  from audit_log group by org_id, (seq - 1) / 200;
alter table audit_log drop constraint audit_log_hash_length, drop column seq, drop column prev_hash, drop column hash;
alter table audit_log add column position bigint not null default 0;
alter table audit_log alter column position drop default;
alter table audit_log add constraint audit_log_pkey primary key (org_id, id, at);
create index audit_log_by_position on audit_log (position);
comment on column audit_log.position is 'Where the sealer finds what is new: audit_base() plus the number of the transaction that wrote it. 0: chained before there were seals.';
drop table audit_heads;

-- The base of the present cluster. Notices the first write after a restore.
create function audit_base() returns bigint language plpgsql as $$
declare
  here bigint := (select system_identifier from pg_control_system());
  found_base bigint;
begin
  for attempt in 1..2 loop
    select case when e.cluster = here then e.base end into found_base
      from tenstone.audit_epochs e order by e.epoch desc limit 1;
    if found_base is not null then return found_base; end if;
    -- Whoever waited here finds on the second attempt what the other one has committed.
    perform pg_advisory_xact_lock(hashtext('tenstone.audit_base'));
  end loop;
  insert into tenstone.audit_epochs (cluster, base)
    values (here, greatest((select max(position) from tenstone.audit_log),
                           (select seen_until from tenstone.audit_seals order by number desc limit 1), 0))
    returning base into found_base;
  return found_base;
end $$;

select audit_base();

-- Adds entries at tenstone.now(), one of each place of the arrays. Called by itself, or within a statement that makes
-- the change which the entries report. Returns how many.
create function audit_append(ids uuid[], orgs uuid[], actors text[], actions text[], subjects text[], ips text[],
                             user_agents text[], session_refs text[], details text[]) returns bigint
language plpgsql as $$
declare
  here bigint := tenstone.audit_base() + pg_current_xact_id()::text::bigint;
begin
  insert into tenstone.audit_log (org_id, id, at, actor, action, subject, ip, ua, session_ref, details, position)
    select e.org, e.id, tenstone.now(), e.actor, e.action, e.subject, e.ip::inet, e.ua, e.session_ref,
           e.details::jsonb, here
    from unnest(orgs, ids, actors, actions, subjects, ips, user_agents, session_refs, details)
      as e(org, id, actor, action, subject, ip, ua, session_ref, details);
  return cardinality(ids);
end $$;

-- No statement changes what is written. TRUNCATE of a partition does not ask its parent's trigger, so that each
-- partition has its own.
create or replace function audit_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is insert-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create function audit_protect(name text) returns void language plpgsql as $$
begin
  execute format('create or replace trigger audit_insert_only before update or delete on tenstone.%I
                  for each row execute function tenstone.audit_refuse_change()', name);
  execute format('create or replace trigger audit_no_truncate before truncate on tenstone.%I
                  for each statement execute function tenstone.audit_refuse_change()', name);
end $$;

-- A partition has its row trigger from its parent.
create function audit_protect_partition(name text) returns void language plpgsql as $$
begin
  execute format('create or replace trigger audit_no_truncate before truncate on tenstone.%I
                  for each statement execute function tenstone.audit_refuse_change()', name);
end $$;

drop trigger audit_log_insert_only on audit_log;
drop trigger audit_log_no_truncate on audit_log;
select audit_protect('audit_log'), audit_protect('audit_seals'), audit_protect('audit_epochs');
select audit_protect_partition(relname::text) from pg_inherits join pg_class on pg_class.oid = inhrelid
  where inhparent = 'tenstone.audit_log'::regclass;

create or replace function audit_make_partition(moment timestamptz) returns boolean language plpgsql as $$
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
  perform tenstone.audit_protect_partition(name);
  return true;
end $$;
