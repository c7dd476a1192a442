-- The rows "ofrep…": 1,000 flags, of which a client sees 50, and its key. peers/fastify_ofrep.js has the same.
SET search_path = tenstone;
INSERT INTO flags (key, definition, revision, created_at, changed_at, changed_by)
SELECT kind || '-' || n,
       jsonb_build_object('key', kind || '-' || n, 'type', 'boolean', 'variants', '{"on": true, "off": false}'::jsonb, 'client', n % 20 = 0) ||
       CASE kind
         WHEN 'static' THEN '{"default": "on"}'
         WHEN 'rule' THEN '{"default": "off", "rules": [{"serve": "on", "when": [
           {"attribute": "plan", "op": "in", "values": ["pro", "team", "enterprise"]},
           {"attribute": "age", "op": "at_least", "values": [18]},
           {"attribute": "mail", "op": "ends_with", "values": ["@example.org"]}]}]}'
         ELSE '{"default": {"ranges": [{"variant": "on", "from": 0, "to": 20000}], "rest": "off"}}'
       END::jsonb,
       1, now(), now(), 'system'
  FROM (SELECT n, (ARRAY['static', 'rule', 'rollout'])[n % 3 + 1] AS kind FROM generate_series(0, 999) n) each;
INSERT INTO flag_keys (id, name, kind, prefix, hash, created_at)
VALUES (gen_random_uuid(), 'bench', 'client', 'bench', sha256('key-of-a-client'), now());
UPDATE flag_version SET version = version + 1, change = gen_random_uuid();
