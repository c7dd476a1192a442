-- Files that jobs leave behind, and their bytes. A file is written in one transaction, so it is whole or not there.
create table files (
  org_id       uuid        not null,
  id           uuid        not null,
  job          uuid        not null,
  worker       bigint      not null,
  attempt      smallint    not null,
  name         text        not null,
  content_type text        not null,
  size         bigint      not null,
  sha256       bytea       not null,
  created_at   timestamptz not null default tenstone.now(),
  published_at timestamptz,
  expires_at   timestamptz not null,
  constraint files_pkey primary key (org_id, id),
  constraint files_name_check check (octet_length(name) between 1 and 255),
  constraint files_content_type_check check (octet_length(content_type) between 3 and 200),
  constraint files_size_check check (size between 0 and 67108864),
  constraint files_sha256_check check (octet_length(sha256) = 32)
);
create index files_of_job on files (org_id, job);
create index files_expires_at on files (expires_at);

comment on column files.job is 'The public id of the job that made it.';
comment on column files.worker is 'With attempt: which attempt of the job made it.';
comment on column files.published_at is 'Set in the transaction that ends that attempt with success. NULL: nobody sees the file.';
comment on column files.expires_at is 'From then on there is no such file; ten minutes later the row and the bytes are removed.';

create table file_chunks (
  org_id uuid  not null,
  file   uuid  not null,
  number int   not null,
  bytes  bytea not null,
  constraint file_chunks_pkey primary key (org_id, file, number),
  constraint file_chunks_file_fkey foreign key (org_id, file) references files on delete cascade deferrable initially deferred,
  constraint file_chunks_bytes_check check (octet_length(bytes) between 1 and 262144)
);
-- Many files are compressed already, and a chunk is read as a whole.
alter table file_chunks alter column bytes set storage external;
comment on column file_chunks.number is 'From 0; all chunks but the last have 256 KiB.';
