CREATE TYPE order_state AS ENUM ('placed', 'paid', 'shipped', 'delivered', 'cancelled');

CREATE TABLE orders (
  id         uuid          CONSTRAINT orders_pkey PRIMARY KEY,
  state      order_state   NOT NULL,
  customer   text          NOT NULL,
  items      json          NOT NULL,
  total      numeric(14,2) NOT NULL,
  note       text,
  created_at timestamptz   NOT NULL,
  version    bigint        NOT NULL
);
COMMENT ON COLUMN orders.items IS 'Shown as it was written and never searched, so json: jsonb would order its keys anew.';
COMMENT ON COLUMN orders.version IS 'Grows by one with each change. It is the entity tag of the order.';

-- Each order of a list ends with the id, so that no two rows are equal: a page begins behind exactly one row.
CREATE INDEX orders_created_at_idx ON orders (created_at, id);
CREATE INDEX orders_total_idx ON orders (total, id);

CREATE TABLE api_tokens (
  id         uuid        CONSTRAINT api_tokens_pkey PRIMARY KEY,
  name       text        NOT NULL CONSTRAINT api_tokens_name_key UNIQUE,
  hash       bytea       NOT NULL CONSTRAINT api_tokens_hash_key UNIQUE,
  scopes     text[]      NOT NULL,
  created_at timestamptz NOT NULL
);
COMMENT ON COLUMN api_tokens.hash IS 'SHA-256 of the token. The token itself is shown once and never stored.';
