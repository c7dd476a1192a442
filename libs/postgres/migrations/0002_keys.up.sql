-- Secrets of the program that all of its processes share: service::Service::key(). The database makes each one, so that
-- no statement's text holds it: two random UUIDs of 122 bits each, made into 32 even bytes.
CREATE TABLE tenstone.keys (
  purpose    text NOT NULL,
  key        bytea NOT NULL DEFAULT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
  created_at timestamptz NOT NULL DEFAULT tenstone.now(),
  CONSTRAINT keys_pkey PRIMARY KEY (purpose),
  CONSTRAINT keys_key_length CHECK (length(key) = 32)
);

COMMENT ON TABLE tenstone.keys IS 'One secret for each purpose. Deleting a row and restarting every process replaces the secret.';
