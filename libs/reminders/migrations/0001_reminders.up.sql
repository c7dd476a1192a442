-- Reminders, and the times that they go off at.
create table reminders (
  org_id       uuid        not null,
  id           uuid        not null,
  title        text        not null,
  body         text        not null,
  channel      text        not null,
  recipient    text,
  plan         jsonb       not null,
  tzdata       text        not null,
  state        text        not null,
  next_at      timestamptz,
  gone_off_at  timestamptz,
  unacknowledged boolean   not null default false,
  version      bigint      not null default 1,
  created_at   timestamptz not null,
  changed_at   timestamptz not null,
  ended_at     timestamptz generated always as (case when state <> 'active' then changed_at end) stored,
  constraint reminders_pkey primary key (org_id, id),
  constraint reminders_channel_check check (channel in ('email', 'webhook', 'log') and (channel = 'log') = (recipient is null)),
  constraint reminders_state_check check (state in ('active', 'completed', 'cancelled') and (state = 'active') = (next_at is not null))
) with (fillfactor = 90);
create index reminders_zones on reminders (tzdata) where state = 'active';
create index reminders_states on reminders (org_id, state, id);
create index reminders_ended on reminders (ended_at) where ended_at is not null;
comment on column reminders.plan is 'When it goes off: an instant, a local time in a zone, or a cron expression in a zone.';
comment on column reminders.tzdata is 'The version of the time zones that next_at was computed by; empty for an instant.';
comment on column reminders.next_at is 'The earliest due_at of its occurrences that are still to come.';
comment on column reminders.ended_at is 'For the removal. Not changed_at in its index: going off would then be no HOT update.';
comment on column reminders.version is 'Counts what changes it; that it goes off is one change.';

create table reminder_occurrences (
  org_id       uuid        not null,
  id           uuid        not null,
  reminder_id  uuid        not null,
  plan_version bigint      not null,
  due_at       timestamptz not null,
  snoozed      boolean     not null default false,
  fired_at     timestamptz,
  missed       boolean     not null default false,
  cancelled_at timestamptz,
  acknowledged_at timestamptz,
  delivery_id  uuid,
  handed_over  boolean     not null default false,
  ended_at     timestamptz generated always as (coalesce(cancelled_at, fired_at, case when missed then due_at end)) stored,
  constraint reminder_occurrences_pkey primary key (org_id, id),
  constraint reminder_occurrences_reminder_fkey foreign key (org_id, reminder_id) references reminders (org_id, id) on delete cascade
) with (fillfactor = 90);
-- [snippet:once]
create unique index reminder_occurrences_once on reminder_occurrences (org_id, reminder_id, plan_version, due_at, snoozed) where cancelled_at is null;
-- [/snippet:once]
create index reminder_occurrences_due on reminder_occurrences (org_id, reminder_id, due_at, id);
create index reminder_occurrences_pending on reminder_occurrences (org_id, reminder_id, due_at) where ended_at is null;
create index reminder_occurrences_ended on reminder_occurrences (ended_at) where ended_at is not null;
comment on column reminder_occurrences.id is 'Also the id of the job that makes it go off.';
comment on column reminder_occurrences.plan_version is 'The version of the reminder that its plan, or the snooze, came with: a time goes off once for each.';
comment on column reminder_occurrences.ended_at is 'When it went off, was missed or was cancelled. Null: it is still to come.';
comment on column reminder_occurrences.delivery_id is 'Of the mail or the webhook''s delivery, and of its job. Null: the log.';
comment on column reminder_occurrences.handed_over is 'Its channel has it. False with fired_at: the channel refused, and the job tries again.';
