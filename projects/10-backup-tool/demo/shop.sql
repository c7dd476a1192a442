-- The database of a shop, for a first look: about 5,000 rows that are the same everywhere.
CREATE TYPE order_state AS ENUM ('open', 'paid', 'shipped', 'returned');

CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL CONSTRAINT customers_email_once UNIQUE,
  joined_at timestamptz NOT NULL
);

CREATE SEQUENCE order_numbers START 1001;

CREATE TABLE orders (
  number bigint PRIMARY KEY DEFAULT nextval('order_numbers'),
  customer_id bigint NOT NULL CONSTRAINT orders_customer REFERENCES customers (id),
  state order_state NOT NULL DEFAULT 'open',
  items text[] NOT NULL,
  total numeric(10, 2) NOT NULL CONSTRAINT orders_total_not_negative CHECK (total >= 0),
  ordered_at timestamptz NOT NULL
);
CREATE INDEX orders_by_customer ON orders (customer_id, ordered_at);

CREATE VIEW open_orders AS
  SELECT o.number, c.name, o.total FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.state = 'open';

INSERT INTO customers (name, email, joined_at)
SELECT 'Customer ' || n, 'customer' || n || '@example.org', timestamptz '2026-01-01 08:00:00+00' + n * interval '1 hour'
FROM generate_series(1, 500) AS n;

INSERT INTO orders (customer_id, state, items, total, ordered_at)
SELECT 1 + n * 7 % 500, (enum_range(NULL::order_state))[1 + n % 4],
       ARRAY['article ' || n % 90, 'article ' || n % 70], (n * 37 % 20000) / 100.0,
       timestamptz '2026-02-01 08:00:00+00' + n * interval '7 minutes'
FROM generate_series(1, 4500) AS n;
