// A receiver of webhooks on Fastify: the raw body, GitHub's signature by node:crypto, then the event and its job in one
// statement, which is one transaction and one trip. Tables and indexes are those of libs/webhooks/migrations.
//   [serve] | migrate NAME SECRET: the tables and a source
import { createHash, createHmac, randomUUIDv7, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import { port } from './common.js';
import { kJobTables } from './job_tables.js';
import { pool } from './postgres.js';

const kSchema = `
CREATE TABLE webhook_sources (org_id uuid NOT NULL, id uuid NOT NULL, name text NOT NULL UNIQUE, secret text NOT NULL, PRIMARY KEY (org_id, id));
CREATE TABLE webhook_inbox (
  org_id uuid NOT NULL, id uuid NOT NULL, source text NOT NULL, event_id text NOT NULL, type text NOT NULL, body bytea NOT NULL,
  headers jsonb NOT NULL, received_at timestamptz NOT NULL, job_id uuid NOT NULL, PRIMARY KEY (org_id, id));
CREATE INDEX webhook_inbox_received_at ON webhook_inbox (received_at);
CREATE INDEX webhook_inbox_job ON webhook_inbox (org_id, job_id) WHERE job_id <> id;
CREATE TABLE webhook_seen (
  org_id uuid NOT NULL, source text NOT NULL, event_id text NOT NULL, inbox_id uuid NOT NULL,
  body_sha256 bytea NOT NULL CHECK (octet_length(body_sha256) = 32), received_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
  duplicates int NOT NULL, conflicts int NOT NULL DEFAULT 0, last_duplicate_at timestamptz,
  PRIMARY KEY (org_id, source, event_id)) WITH (fillfactor = 90);
CREATE INDEX webhook_seen_expires_at ON webhook_seen (expires_at);
CREATE INDEX webhook_seen_conflicts ON webhook_seen (org_id, inbox_id) WHERE conflicts > 0;
${kJobTables}
INSERT INTO job_kinds (name) VALUES ('webhook.event');`;

const kQueue = 1;
const kKind = 1; // the only one
const kLookEveryMs = 2000;

// The unique key decides. Of an event that is new here, the row of webhook_seen has the id that came with it.
const kStore = {
  name: 'store',
  text: `
WITH seen AS (
  INSERT INTO webhook_seen AS s (org_id, source, event_id, inbox_id, body_sha256, received_at, expires_at, duplicates)
  VALUES ($1, $2, $3, $4, $5, now(), now() + interval '90 days', 0)
  ON CONFLICT (org_id, source, event_id) DO UPDATE SET
    duplicates = s.duplicates + 1, last_duplicate_at = now(),
    conflicts = s.conflicts + CASE WHEN s.body_sha256 = excluded.body_sha256 THEN 0 ELSE 1 END
  RETURNING inbox_id, body_sha256),
kept AS (
  INSERT INTO webhook_inbox (org_id, id, source, event_id, type, body, headers, received_at, job_id)
  SELECT $1, inbox_id, $2, $3, $6, $7, $8, now(), inbox_id FROM seen WHERE inbox_id = $4),
job AS (
  INSERT INTO jobs (public_id, org_id, queue, kind, trace, payload, run_at)
  SELECT inbox_id, $1, $9, $10, $11, $12, now() FROM seen WHERE inbox_id = $4)
SELECT inbox_id, body_sha256 FROM seen`,
};

const kKeptHeaders = ['content-type', 'user-agent', 'x-github-delivery', 'x-github-event', 'x-github-hook-id'];
const keptHeaders = (headers) => JSON.stringify(Object.fromEntries(kKeptHeaders.filter((name) => headers[name]).map((name) => [name, headers[name]])));

// In memory, read again every two seconds.
const sources = new Map();
async function readSources() {
  const { rows } = await pool.query('SELECT name, org_id AS org, secret FROM webhook_sources');
  for (const source of rows) sources.set(source.name, source);
}

function isSigned(body, header, secret) {
  const given = /^sha256=([0-9a-f]{64})$/.exec(header ?? '');
  return given !== null && timingSafeEqual(Buffer.from(given[1], 'hex'), createHmac('sha256', secret).update(body).digest());
}

async function serve() {
  await readSources();
  setInterval(() => readSources().catch((error) => console.error(error)), kLookEveryMs).unref();
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => done(null, body));
  const text = { type: 'string' };
  const answer = { type: 'object', properties: { id: text, status: text, conflict: { type: 'boolean' } } };
  app.post('/hooks/:source', { schema: { response: { 200: answer, 202: answer } } }, async ({ params, headers, body, id: trace }, reply) => {
    const source = sources.get(params.source);
    if (!isSigned(body, headers['x-hub-signature-256'], source?.secret ?? 'nobody') || !source) return reply.code(401).send({ code: 'signature_invalid' });
    const id = randomUUIDv7();
    const sha256 = createHash('sha256').update(body).digest();
    const event = headers['x-github-delivery'] ?? `sha256:${sha256.toString('hex')}`;
    const values = [source.org, params.source, event, id, sha256, headers['x-github-event'] ?? '', body, keptHeaders(headers), kQueue, kKind, trace, Buffer.from(id)];
    const { rows } = await pool.query({ ...kStore, values });
    const [{ inbox_id, body_sha256 }] = rows;
    if (inbox_id === id) return reply.code(202).send({ id, status: 'accepted' });
    return reply.code(200).send({ id: inbox_id, status: 'duplicate', ...(body_sha256.equals(sha256) ? {} : { conflict: true }) });
  });
  await app.listen({ port, host: '127.0.0.1', backlog: 1024 });
}

async function migrate(name, secret) {
  await pool.query(kSchema);
  await pool.query('INSERT INTO webhook_sources (org_id, id, name, secret) VALUES ($1, $2, $3, $4)', [randomUUIDv7(), randomUUIDv7(), name, secret]);
  await pool.end();
}

const [, , verb, ...words] = process.argv;
if (verb === 'migrate') await migrate(...words);
else await serve();
