-- What links in letters open: each token once. And whether an address was shown to be its owner's.

create table one_time_tokens (
  hash       bytea       not null constraint one_time_tokens_pkey primary key
                         constraint one_time_tokens_hash_length check (octet_length(hash) = 32),
  purpose    text        not null constraint one_time_tokens_purpose_known check (purpose in ('verify', 'reset')),
  user_id    uuid        not null constraint one_time_tokens_user_fkey references users on delete cascade,
  created_at timestamptz not null default tenstone.now(),
  expires_at timestamptz not null,
  constraint one_time_tokens_one_each unique (user_id, purpose)
);
comment on table one_time_tokens is 'A row goes when it is spent, or when the next one of its user and purpose is made.';
comment on column one_time_tokens.hash is 'SHA-256 of the token in the link, which is stored nowhere.';

alter table users add column email_verified_at timestamptz;
comment on column users.email_verified_at is 'When a link that was sent to the address was opened.';
