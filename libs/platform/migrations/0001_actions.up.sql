-- Actions that were declared while the platform runs; those of files are not here. They belong to the installation. What
-- they were before stands in the audit log.
CREATE TABLE actions (
  name        text        NOT NULL CONSTRAINT actions_pkey PRIMARY KEY CONSTRAINT actions_name_check CHECK (name ~ '^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$'),
  document    text        NOT NULL CONSTRAINT actions_document_check CHECK (octet_length(document) <= 65536),
  changed_at  timestamptz NOT NULL,
  changed_by  text        NOT NULL
);
COMMENT ON COLUMN actions.document IS 'The declaration as JSON, in the words of whoever made it: text, since jsonb would order its keys';
COMMENT ON COLUMN actions.changed_by IS 'As the audit log names who did it: operator, token:<id>';

-- One row. Raised by each change in its transaction, and locked by it, so that versions are in the order of the commits.
CREATE TABLE action_version (
  one     boolean NOT NULL DEFAULT true CONSTRAINT action_version_pkey PRIMARY KEY CONSTRAINT action_version_one_check CHECK (one),
  version bigint  NOT NULL
);
INSERT INTO action_version (version) VALUES (0);
