-- Answers to requests with an Idempotency-Key, each written by the transaction that did what was asked. A request that was
-- refused changed nothing and has no row. That one is under way is an advisory lock, which ends with its transaction.
CREATE TABLE idempotency_keys (
  org_id      uuid        NOT NULL,
  user_id     uuid        NOT NULL,
  operation   text        NOT NULL,
  key         text        NOT NULL CONSTRAINT idempotency_keys_key_check CHECK (length(key) BETWEEN 1 AND 255),
  status      smallint    NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT tenstone.now(),
  expires_at  timestamptz NOT NULL,
  fingerprint bytea       NOT NULL CONSTRAINT idempotency_keys_fingerprint_check CHECK (length(fingerprint) = 32),
  headers     bytea       NOT NULL,
  body        bytea       NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (org_id, user_id, operation, key)
);
CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at);

COMMENT ON COLUMN idempotency_keys.operation IS 'Method and route: POST /orders/{id}/lines';
COMMENT ON COLUMN idempotency_keys.fingerprint IS 'SHA-256 of method, target and body: the same key with another request is a mistake of the client';
COMMENT ON COLUMN idempotency_keys.headers IS 'Of the answer, a line each: convert_from(headers, ''UTF8'')';
COMMENT ON COLUMN idempotency_keys.expires_at IS 'From then on the row is as if it were not there, and is removed in the background';
