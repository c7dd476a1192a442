CREATE SCHEMA IF NOT EXISTS tenstone;

-- The one clock of the product's SQL: nothing else asks now(). An SQL function of one expression, STABLE and without SET, is
-- inlined, so it costs nothing. In development the control listener replaces its body to move time.
CREATE FUNCTION tenstone.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS 'select pg_catalog.now()';

COMMENT ON FUNCTION tenstone.now() IS 'The clock of all SQL in this product; production refuses to start on a replaced one.';
