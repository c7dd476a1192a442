-- Passwords and browser sessions. A session is the truth here; Redis keeps copies (tenstone/auth/sessions.hpp).

create table password_credentials (
  user_id    uuid        not null constraint password_credentials_pkey primary key
                         constraint password_credentials_user_fkey references users on delete cascade,
  phc        text        not null,
  changed_at timestamptz not null default tenstone.now()
);
comment on column password_credentials.phc is 'PHC string: $algorithm$parameters$salt$hash. The algorithm is chosen by its first field.';

create table sessions (
  id              uuid        not null constraint sessions_pkey primary key,
  token_hash      bytea       not null constraint sessions_token_hash_unique unique
                              constraint sessions_token_hash_length check (octet_length(token_hash) = 32),
  org_id          uuid        not null constraint sessions_org_fkey references organisations,
  user_id         uuid        not null constraint sessions_user_fkey references users,
  remembered      boolean     not null,
  created_at      timestamptz not null default tenstone.now(),
  last_seen_at    timestamptz not null default tenstone.now(),
  idle_expires_at timestamptz not null,
  expires_at      timestamptz not null,
  ip              inet,
  ua              text        not null,
  revoked_at      timestamptz,
  revoked_xid     xid8,
  revoke_reason   text,
  constraint sessions_revoked_together check ((revoked_at is null) = (revoked_xid is null)
                                              and (revoked_at is null) = (revoke_reason is null))
);
create index sessions_by_user on sessions (user_id, created_at) where revoked_at is null;
create index sessions_by_revocation on sessions (revoked_xid) where revoked_xid is not null;

comment on table sessions is 'Ended by revoked_at, never by a cascade: Redis must hear of it. Dead rows are removed a day or more later.';
comment on column sessions.token_hash is 'SHA-256 of the token in the cookie, which is stored nowhere.';
comment on column sessions.org_id is 'The organisation that the session acts in.';
comment on column sessions.last_seen_at is 'Written at most once a minute.';
comment on column sessions.revoked_xid is 'The transaction that revoked it: revocations are handed to Redis in this order, by no clock.';
