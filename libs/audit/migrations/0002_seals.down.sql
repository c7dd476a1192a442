-- Back to one chained table, whose rows carry their number and hash. Entries that wait for a seal have neither: with
-- them the migration stops. Let a process run for a second and try again.
do $$ begin
  if (select count(*) from audit_log) <> (select coalesce(sum(cardinality(ids)), 0) from audit_seals) then
    raise exception 'audit_log has entries that are not sealed yet';
  end if;
end $$;

drop trigger audit_insert_only on audit_log;
alter table audit_log rename to audit_log_sealed;
alter table audit_log_sealed rename constraint audit_log_pkey to audit_log_sealed_pkey;
create table audit_log_all as
  select l.org_id, s.first_seq + e.n - 1 as seq, l.at, l.id, l.actor, l.action, l.subject, l.ip, l.ua, l.session_ref,
         l.details, e.hash
  from audit_seals s, unnest(s.ids, s.hashes) with ordinality as e(id, hash, n), audit_log_sealed l
  where l.org_id = s.org_id and l.id = e.id;
create table audit_months as
  select to_date(substr(relname, length('audit_log_') + 1), 'YYYY_MM')::timestamp at time zone 'UTC' as moment
  from pg_inherits join pg_class on pg_class.oid = inhrelid
  where inhparent = 'tenstone.audit_log_sealed'::regclass and relname <> 'audit_log_default';
drop table audit_log_sealed, audit_seals, audit_epochs;
drop function audit_append(uuid[], uuid[], text[], text[], text[], text[], text[], text[], text[]);
drop function audit_base(), audit_protect(text), audit_protect_partition(text);

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
create table audit_log_default partition of audit_log default;

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
  return true;
end $$;
select audit_make_partition(moment) from audit_months;
drop table audit_months;

insert into audit_log (org_id, seq, at, id, actor, action, subject, ip, ua, session_ref, details, prev_hash, hash)
  select org_id, seq, at, id, actor, action, subject, ip, ua, session_ref, details,
         lag(hash, 1, decode(repeat('00', 32), 'hex')) over (partition by org_id order by seq), hash
  from audit_log_all;
create table audit_heads (
  org_id uuid   not null constraint audit_heads_pkey primary key,
  seq    bigint not null,
  hash   bytea  not null
);
insert into audit_heads select distinct on (org_id) org_id, seq, hash from audit_log order by org_id, seq desc;
drop table audit_log_all;

create or replace function audit_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is insert-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_log_insert_only before update or delete on audit_log
  for each row execute function audit_refuse_change();
create trigger audit_log_no_truncate before truncate on audit_log
  for each statement execute function audit_refuse_change();
