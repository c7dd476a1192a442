-- Flags get variants, rules and a history. What a flag is stands in its definition, a JSON document; the program reads
-- it whole. What was a switch and a share becomes a boolean flag with the variants on and off.
ALTER TABLE flags
  ADD COLUMN definition jsonb,
  ADD COLUMN revision   bigint      NOT NULL DEFAULT 1,
  ADD COLUMN created_at timestamptz,
  ADD COLUMN changed_by text        NOT NULL DEFAULT 'system';
UPDATE flags SET created_at = changed_at, definition = jsonb_build_object(
  'key', key, 'type', 'boolean', 'variants', '{"on": true, "off": false}'::jsonb, 'enabled', enabled, 'off', 'off',
  'default', CASE share WHEN 100000 THEN '"on"'::jsonb
                        WHEN 0 THEN '{"ranges": [], "rest": "off"}'::jsonb
                        ELSE jsonb_build_object('ranges', jsonb_build_array(jsonb_build_object('variant', 'on', 'from', 0, 'to', share)),
                                                'rest', 'off') END,
  'salt', key, 'hash_version', 1);
ALTER TABLE flags
  DROP CONSTRAINT flags_key_check,
  DROP COLUMN enabled,
  DROP COLUMN share,
  ALTER COLUMN key TYPE text COLLATE "C",
  ALTER COLUMN definition SET NOT NULL,
  ALTER COLUMN created_at SET NOT NULL,
  ALTER COLUMN changed_by DROP DEFAULT,
  ALTER COLUMN revision DROP DEFAULT,
  ADD CONSTRAINT flags_key_check CHECK (key ~ '^[A-Za-z0-9._-]{1,128}$');
COMMENT ON COLUMN flags.revision IS 'Counts the changes of this key from 1, also over a removal.';

CREATE TABLE flag_segments (
  key         text        COLLATE "C" NOT NULL CONSTRAINT flag_segments_pkey PRIMARY KEY
                          CONSTRAINT flag_segments_key_check CHECK (key ~ '^[A-Za-z0-9._-]{1,128}$'),
  definition  jsonb,
  revision    bigint      NOT NULL,
  created_at  timestamptz NOT NULL,
  changed_at  timestamptz NOT NULL,
  changed_by  text        NOT NULL
);
COMMENT ON COLUMN flag_segments.definition IS 'NULL: removed. The row stays, so that revisions go on counting.';

-- Append-only. A flag's removal is a revision too.
CREATE TABLE flag_revisions (
  key         text        COLLATE "C" NOT NULL,
  revision    bigint      NOT NULL,
  at          timestamptz NOT NULL,
  actor       text        NOT NULL,
  reason      text        NOT NULL,
  before      jsonb,
  after       jsonb,
  CONSTRAINT flag_revisions_pkey PRIMARY KEY (key, revision),
  CONSTRAINT flag_revisions_change_check CHECK (before IS NOT NULL OR after IS NOT NULL)
);
COMMENT ON COLUMN flag_revisions.before IS 'NULL: the flag did not exist.';
COMMENT ON COLUMN flag_revisions.after IS 'NULL: the flag was removed.';
INSERT INTO flag_revisions (key, revision, at, actor, reason, after)
SELECT key, 1, changed_at, 'system', 'flags got definitions', definition FROM flags;

CREATE TABLE flag_keys (
  id          uuid        NOT NULL CONSTRAINT flag_keys_pkey PRIMARY KEY,
  name        text        NOT NULL,
  kind        text        NOT NULL CONSTRAINT flag_keys_kind_check CHECK (kind IN ('client', 'server')),
  prefix      text        NOT NULL,
  hash        bytea       NOT NULL CONSTRAINT flag_keys_hash_key UNIQUE,
  created_at  timestamptz NOT NULL
);
COMMENT ON TABLE flag_keys IS 'Keys for evaluation over HTTP (OFREP).';
COMMENT ON COLUMN flag_keys.hash IS 'SHA-256 of the text.';

ALTER TABLE flag_version
  ADD COLUMN installation uuid    NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN change       uuid    NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN killed       boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN flag_version.change IS 'Another one with each change. A database that was restored counts versions again; this one tells its states from those of before.';
COMMENT ON COLUMN flag_version.killed IS 'The kill switch of all flags.';
