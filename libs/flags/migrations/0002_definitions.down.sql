-- Only boolean flags with the variants on and off remain: on for everybody, or for the share of the default's ranges.
DROP TABLE flag_keys, flag_revisions, flag_segments;
ALTER TABLE flag_version DROP COLUMN installation, DROP COLUMN change, DROP COLUMN killed;
DELETE FROM flags WHERE definition->'variants' <> '{"on": true, "off": false}' OR key !~ '^[a-z0-9]([a-z0-9_.-]{0,62}[a-z0-9])?$';
ALTER TABLE flags
  ADD COLUMN enabled boolean,
  ADD COLUMN share   int NOT NULL DEFAULT 100000 CONSTRAINT flags_share_check CHECK (share BETWEEN 0 AND 100000);
UPDATE flags SET
  enabled = coalesce((definition->'enabled')::boolean, true) AND NOT coalesce((definition->'killed')::boolean, false),
  share = CASE WHEN definition->'default' = '"on"' THEN 100000
               ELSE (SELECT coalesce(sum((range->'to')::int - (range->'from')::int), 0)
                       FROM jsonb_path_query(definition, '$.default.ranges[*] ? (@.variant == "on")') range) END;
ALTER TABLE flags
  DROP CONSTRAINT flags_key_check,
  ALTER COLUMN key TYPE text COLLATE "default",
  ALTER COLUMN enabled SET NOT NULL,
  DROP COLUMN definition, DROP COLUMN revision, DROP COLUMN created_at, DROP COLUMN changed_by,
  ADD CONSTRAINT flags_key_check CHECK (key ~ '^[a-z0-9]([a-z0-9_.-]{0,62}[a-z0-9])?$');
COMMENT ON COLUMN flags.share IS 'Who gets it while it is enabled, in thousandths of a percent of all people';
