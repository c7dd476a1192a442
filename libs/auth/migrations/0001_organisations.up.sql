-- People, the organisations that they belong to, and the tokens that act for them.

create table organisations (
  id         uuid        not null constraint organisations_pkey primary key,
  name       text        not null constraint organisations_name_length check (char_length(name) between 1 and 200),
  created_at timestamptz not null default tenstone.now()
);

create table users (
  id            uuid        not null constraint users_pkey primary key,
  status        text        not null default 'active' constraint users_status_known check (status in ('active', 'disabled')),
  email         text        not null constraint users_email_unique unique
                            constraint users_email_lower check (email = lower(email collate "C")),
  email_display text        not null,
  created_at    timestamptz not null default tenstone.now()
);
comment on table users is 'Global: one person may belong to many organisations.';
comment on column users.email is 'Normalised: trimmed, ASCII letters in lower case. email_display keeps what was typed.';

create table memberships (
  org_id     uuid        not null constraint memberships_org_fkey references organisations on delete cascade,
  user_id    uuid        not null constraint memberships_user_fkey references users on delete cascade,
  role       text        not null constraint memberships_role_known check (role in ('owner', 'member')),
  created_at timestamptz not null default tenstone.now(),
  constraint memberships_pkey primary key (org_id, user_id)
);
create index memberships_by_user on memberships (user_id, created_at);

create table api_tokens (
  org_id       uuid        not null,
  id           uuid        not null,
  prefix       text        not null constraint api_tokens_prefix_unique unique,
  hash         bytea       not null constraint api_tokens_hash_length check (octet_length(hash) = 32),
  user_id      uuid        not null,
  name         text        not null constraint api_tokens_name_length check (char_length(name) between 1 and 200),
  scopes       text[]      not null,
  created_at   timestamptz not null default tenstone.now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  constraint api_tokens_pkey primary key (org_id, id),
  constraint api_tokens_member_fkey foreign key (org_id, user_id) references memberships on delete cascade
);
comment on column api_tokens.prefix is 'The 8 characters after ts_: finds the row, is shown in lists, opens nothing.';
comment on column api_tokens.hash is 'SHA-256 of the whole token, which is stored nowhere.';
comment on column api_tokens.last_used_at is 'Written at most once a minute.';
