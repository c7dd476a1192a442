-- Webhooks that this installation sends: where to, what, and how each attempt went. The secrets of endpoints are in
-- webhook_secrets. A delivery's state is that of its job, which has the same id.
create table webhook_endpoints (
  org_id          uuid        not null,
  id              uuid        not null,
  url             text        not null,
  types           text[]      not null,
  description     text,
  disabled_at     timestamptz,
  disabled_reason text,
  failing_since   timestamptz,
  created_at      timestamptz not null default tenstone.now(),
  constraint webhook_endpoints_pkey primary key (org_id, id),
  constraint webhook_endpoints_disabled_check check ((disabled_at is null) = (disabled_reason is null)),
  constraint webhook_endpoints_reason_check check (disabled_reason in ('requested', 'gone', 'failing'))
);
comment on column webhook_endpoints.url is 'Read again before each attempt: what waits goes to the new URL after a change.';
comment on column webhook_endpoints.types is 'Types of messages that it gets, "order.*" for all that begin with "order."; none: all.';
comment on column webhook_endpoints.disabled_reason is 'requested: by a member; gone: it answered 410; failing: nothing but failures for 120 hours.';
comment on column webhook_endpoints.failing_since is 'The first failure after the last success.';

create table webhook_messages (
  org_id     uuid        not null,
  id         uuid        not null,
  type       text        not null,
  body       bytea       not null,
  key        text,
  created_at timestamptz not null default tenstone.now(),
  constraint webhook_messages_pkey primary key (org_id, id),
  constraint webhook_messages_key_key unique (org_id, key)
);
create index webhook_messages_created_at on webhook_messages (created_at);
comment on table webhook_messages is 'Removed with their deliveries and attempts when webhooks.sent_for is over.';
comment on column webhook_messages.id is 'Outside with "msg_" before it: the webhook-id of all its attempts.';
comment on column webhook_messages.body is 'The bytes that are signed and sent, the same in every attempt.';
comment on column webhook_messages.key is 'Of the caller: a second message with it is not made.';

create table webhook_deliveries (
  org_id       uuid        not null,
  id           uuid        not null,
  message_id   uuid        not null,
  endpoint_id  uuid        not null,
  created_at   timestamptz not null default tenstone.now(),
  delivered_at timestamptz,
  constraint webhook_deliveries_pkey primary key (org_id, id),
  constraint webhook_deliveries_message_fkey foreign key (org_id, message_id) references webhook_messages (org_id, id) on delete cascade
);
create index webhook_deliveries_message on webhook_deliveries (org_id, message_id);
create index webhook_deliveries_endpoint on webhook_deliveries (org_id, endpoint_id, id);
comment on column webhook_deliveries.id is 'Also the id of its job.';
comment on column webhook_deliveries.endpoint_id is 'Without a foreign key: deliveries outlive an endpoint that is removed.';
comment on column webhook_deliveries.delivered_at is 'The endpoint answered 2xx. An attempt after that sends nothing.';

create table webhook_attempts (
  org_id       uuid        not null,
  delivery_id  uuid        not null,
  attempt      smallint    not null,
  at           timestamptz not null,
  status       smallint,
  milliseconds int         not null,
  error        text,
  answer       bytea,
  constraint webhook_attempts_pkey primary key (org_id, delivery_id, attempt),
  constraint webhook_attempts_delivery_fkey foreign key (org_id, delivery_id) references webhook_deliveries (org_id, id) on delete cascade,
  constraint webhook_attempts_outcome_check check ((status is null) = (error is not null))
);
comment on column webhook_attempts.at is 'When it began.';
comment on column webhook_attempts.error is 'Why there was no answer: a code of the HTTP client.';
comment on column webhook_attempts.answer is 'The first 16 KiB of the answer''s body.';
