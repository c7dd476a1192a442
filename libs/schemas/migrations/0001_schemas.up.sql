-- Schemas by name, their versions, and bulk checks of NDJSON by one version.
create table schemas (
  org_id     uuid        not null,
  name       text        collate "C" not null,
  version    int         not null,
  sha256     bytea       not null,
  created_at timestamptz not null,
  constraint schemas_pkey primary key (org_id, name),
  constraint schemas_name_check check (name ~ '^[a-z][a-z0-9_-]{0,63}$')
);
comment on table schemas is 'The newest version of each schema. Whoever adds a version locks this row.';
comment on column schemas.sha256 is 'Of the newest document: the same one again makes no version.';

create table schema_versions (
  org_id     uuid        not null,
  name       text        collate "C" not null,
  version    int         not null,
  document   text        not null,
  created_by text        not null,
  created_at timestamptz not null,
  constraint schema_versions_pkey primary key (org_id, name, version),
  constraint schema_versions_schema_fkey foreign key (org_id, name) references schemas (org_id, name)
);
comment on table schema_versions is 'Rows are added, and never changed or removed: what a version means stays.';
comment on column schema_versions.version is 'From 1, without gaps.';
comment on column schema_versions.document is 'Byte for byte as it was sent.';

create table schema_checks (
  org_id          uuid        not null,
  id              uuid        not null,
  name            text        collate "C" not null,
  version         int         not null,
  created_at      timestamptz not null,
  total_bytes     bigint,
  bytes           bigint      not null default 0,
  rows            bigint      not null default 0,
  finished_at     timestamptz,
  valid           bigint      not null default 0,
  invalid         bigint      not null default 0,
  unreadable      bigint      not null default 0,
  by_code         text,
  faults          text,
  truncated       boolean     not null default false,
  failure_code    text,
  failure_message text,
  constraint schema_checks_pkey primary key (org_id, id),
  constraint schema_checks_version_fkey foreign key (org_id, name, version) references schema_versions (org_id, name, version),
  constraint schema_checks_report_check check ((by_code is null) = (faults is null) and num_nonnulls(by_code, failure_code) = (finished_at is not null)::int)
) with (fillfactor = 80);
create index schema_checks_created on schema_checks (created_at);
comment on column schema_checks.id is 'Also the id of the job that does it.';
comment on column schema_checks.total_bytes is 'Null: the upload has not ended, and nobody sees the check.';
comment on column schema_checks.bytes is 'Of the input, looked at so far; with rows, written once a second while the job runs.';
comment on column schema_checks.by_code is 'JSON: how many faults there are of each code. Null: there is no report (yet).';
comment on column schema_checks.faults is 'JSON: the first of them.';

create table schema_check_chunks (
  org_id   uuid  not null,
  check_id uuid  not null,
  number   int   not null,
  bytes    bytea not null,
  constraint schema_check_chunks_pkey primary key (org_id, check_id, number),
  constraint schema_check_chunks_check_fkey foreign key (org_id, check_id) references schema_checks (org_id, id) on delete cascade,
  constraint schema_check_chunks_bytes_check check (octet_length(bytes) between 1 and 262144)
);
-- Each is written once and read once, so packing them would not pay.
alter table schema_check_chunks alter column bytes set storage external;
comment on table schema_check_chunks is 'The input of checks that have not ended.';
comment on column schema_check_chunks.number is 'From 0; all chunks but the last have 256 KiB.';
