-- Mails that are to be sent. A row is written by the transaction that is the reason for the mail; what sends it comes later.
create table mail_outbox (
  org_id     uuid        not null,
  id         uuid        not null,
  recipient  text        not null,
  subject    text        not null,
  body       text,
  message_id text        not null,
  created_at timestamptz not null default tenstone.now(),
  sent_at    timestamptz,
  refused_at timestamptz,
  failure    text,
  constraint mail_outbox_pkey primary key (org_id, id),
  constraint mail_outbox_body_until_sent check ((body is null) = (sent_at is not null))
);
create index mail_outbox_created_at on mail_outbox (created_at);

comment on table mail_outbox is 'Rows are removed seven days after they were written.';
comment on column mail_outbox.org_id is 'Whose mail it is; all zero: the installation''s own.';
comment on column mail_outbox.body is 'Removed when the mail was sent: it may hold a link that opens an account.';
comment on column mail_outbox.message_id is 'The same in every attempt, so that a receiver can drop what it gets twice. Without angle brackets.';
comment on column mail_outbox.refused_at is 'The mail server refused it for good (5xx): it is not tried again by itself.';
comment on column mail_outbox.failure is 'Why the last attempt failed.';
