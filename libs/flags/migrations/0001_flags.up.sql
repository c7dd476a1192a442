-- Flags belong to the installation. Who changed what stands in the audit log.
CREATE TABLE flags (
  key         text        NOT NULL CONSTRAINT flags_pkey PRIMARY KEY CONSTRAINT flags_key_check CHECK (key ~ '^[a-z0-9]([a-z0-9_.-]{0,62}[a-z0-9])?$'),
  enabled     boolean     NOT NULL,
  share       int         NOT NULL DEFAULT 100000 CONSTRAINT flags_share_check CHECK (share BETWEEN 0 AND 100000),
  changed_at  timestamptz NOT NULL
);
COMMENT ON COLUMN flags.share IS 'Who gets it while it is enabled, in thousandths of a percent of all people';

-- One row. Raised by each change in its transaction, and locked by it, so that versions are in the order of the commits.
CREATE TABLE flag_version (
  one     boolean NOT NULL DEFAULT true CONSTRAINT flag_version_pkey PRIMARY KEY CONSTRAINT flag_version_one_check CHECK (one),
  version bigint  NOT NULL
);
INSERT INTO flag_version (version) VALUES (0);
