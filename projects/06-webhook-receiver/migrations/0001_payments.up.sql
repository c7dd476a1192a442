CREATE TABLE payments (
  id        uuid        CONSTRAINT payments_pkey PRIMARY KEY,
  source    text        NOT NULL,
  event_id  text        NOT NULL,
  amount    bigint      NOT NULL,
  currency  text        NOT NULL,
  kept_at   timestamptz NOT NULL,
  CONSTRAINT payments_event_key UNIQUE (source, event_id)
);
COMMENT ON COLUMN payments.id IS 'The event of the inbox that it came with';
COMMENT ON COLUMN payments.amount IS 'In the smallest unit of the currency: cents';
COMMENT ON CONSTRAINT payments_event_key ON payments IS 'An event is handled at least once; its payment is kept once';
