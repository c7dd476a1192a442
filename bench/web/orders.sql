-- The table of the row "page", the same for every subject. Three orders share each time, so a page needs its second sort
-- column. Times are of whole milliseconds: a JavaScript Date holds no more.
CREATE TABLE orders (
  id uuid PRIMARY KEY, state text NOT NULL, customer text NOT NULL, total numeric(12, 2) NOT NULL, note text,
  created_at timestamptz(3) NOT NULL);
INSERT INTO orders (id, state, customer, total, note, created_at)
SELECT md5(n::text)::uuid, (ARRAY['open', 'paid', 'shipped', 'cancelled'])[n % 4 + 1], 'customer' || n % 500 || '@example.com',
       n * 7 % 100000 / 100.0, CASE WHEN n % 3 > 0 THEN 'Please leave parcel ' || n || ' with the neighbour' END,
       timestamptz '2026-01-01 00:00:00Z' + n / 3 * interval '61.5 seconds'
  FROM generate_series(1, 10000) n;
CREATE INDEX orders_created ON orders (created_at, id);
