-- Failed logins in a row, of accounts that there are and of those that there are not: the same row whoever was asked for.

create table failed_logins (
  account bytea       not null constraint failed_logins_pkey primary key
                      constraint failed_logins_account_length check (octet_length(account) = 32),
  streak  integer     not null,
  last_at timestamptz not null default tenstone.now()
);
create index failed_logins_by_age on failed_logins (last_at);
comment on column failed_logins.account is 'SHA-256 of the address in its normal form.';
comment on column failed_logins.streak is 'Since the last success. At 100 the password opens nothing until it is reset (NIST SP 800-63B-4 §3.2.2).';
