-- Who may send events here.
CREATE TABLE webhook_sources (
  org_id            uuid        NOT NULL,
  id                uuid        NOT NULL,
  name              text        NOT NULL CONSTRAINT webhook_sources_name_key UNIQUE CONSTRAINT webhook_sources_name_check CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
  scheme            text        NOT NULL CONSTRAINT webhook_sources_scheme_check CHECK (scheme IN ('standard-webhooks', 'stripe', 'github', 'slack')),
  tolerance_seconds int         NOT NULL CONSTRAINT webhook_sources_tolerance_check CHECK (tolerance_seconds BETWEEN 1 AND 86400),
  max_bytes         int         NOT NULL CONSTRAINT webhook_sources_max_bytes_check CHECK (max_bytes BETWEEN 1 AND 26214400),
  action            text        CONSTRAINT webhook_sources_action_check CHECK (length(action) BETWEEN 1 AND 100),
  enabled           boolean     NOT NULL DEFAULT true,
  created_at        timestamptz NOT NULL,
  CONSTRAINT webhook_sources_pkey PRIMARY KEY (org_id, id)
);
COMMENT ON COLUMN webhook_sources.name IS 'Stands in the path /hooks/NAME, so it is unique in the installation. It never changes: events carry it';

-- One row. Raised by each change of a source in its transaction, and locked by it, so that versions are in the order of the commits.
CREATE TABLE webhook_version (
  one     boolean NOT NULL DEFAULT true CONSTRAINT webhook_version_pkey PRIMARY KEY CONSTRAINT webhook_version_one_check CHECK (one),
  version bigint  NOT NULL
);
INSERT INTO webhook_version (version) VALUES (0);

-- The signing secrets of sources and endpoints.
CREATE TABLE webhook_secrets (
  org_id     uuid        NOT NULL,
  owner_id   uuid        NOT NULL,
  key_id     uuid        NOT NULL,
  sealed     bytea       NOT NULL,
  created_at timestamptz NOT NULL,
  not_after  timestamptz,
  CONSTRAINT webhook_secrets_pkey PRIMARY KEY (org_id, owner_id, key_id)
);
COMMENT ON COLUMN webhook_secrets.owner_id IS 'The id of a source or an endpoint';
COMMENT ON COLUMN webhook_secrets.sealed IS 'AES-256-GCM with org_id, owner_id and key_id as additional data; the key is that of the purpose "webhooks" in tenstone.keys';
COMMENT ON COLUMN webhook_secrets.not_after IS 'From then on it does not count: the old secret of a rotation';

-- What was received, with the bytes as they came.
CREATE TABLE webhook_inbox (
  org_id      uuid        NOT NULL,
  id          uuid        NOT NULL,
  source      text        NOT NULL,
  event_id    text        NOT NULL,
  type        text        NOT NULL,
  body        bytea       NOT NULL,
  headers     jsonb       NOT NULL,
  received_at timestamptz NOT NULL,
  job_id      uuid        NOT NULL,
  CONSTRAINT webhook_inbox_pkey PRIMARY KEY (org_id, id)
);
CREATE INDEX webhook_inbox_received_at ON webhook_inbox USING brin (received_at);
-- Of most events the job has the id of the event.
CREATE INDEX webhook_inbox_job ON webhook_inbox (org_id, job_id) WHERE job_id <> id;
COMMENT ON COLUMN webhook_inbox.id IS 'UUIDv7: the order of arrival, and the order of the list';
COMMENT ON COLUMN webhook_inbox.source IS 'The name of the source. The row stays when the source is removed';
COMMENT ON COLUMN webhook_inbox.type IS 'Empty: the event has none';
COMMENT ON COLUMN webhook_inbox.headers IS 'Name and value of those that are kept; never a signature';
COMMENT ON COLUMN webhook_inbox.job_id IS 'Whose state is the state of the event. A replay of an event that is done has a new one';

-- Which events have been received: an event with a row here is a duplicate until expires_at. It has its own end, since the inbox
-- is emptied earlier than a sender stops sending again.
CREATE TABLE webhook_seen (
  org_id            uuid        NOT NULL,
  source            text        NOT NULL,
  event_id          text        NOT NULL,
  inbox_id          uuid        NOT NULL,
  body_sha256       bytea       NOT NULL CONSTRAINT webhook_seen_sha256_check CHECK (octet_length(body_sha256) = 32),
  received_at       timestamptz NOT NULL,
  expires_at        timestamptz NOT NULL,
  duplicates        int         NOT NULL,
  conflicts         int         NOT NULL DEFAULT 0,
  last_duplicate_at timestamptz,
  CONSTRAINT webhook_seen_pkey PRIMARY KEY (org_id, source, event_id)
) WITH (fillfactor = 90);
CREATE INDEX webhook_seen_expires_at ON webhook_seen USING brin (expires_at);
COMMENT ON COLUMN webhook_seen.conflicts IS 'Those of the duplicates whose body was another one';
