// What nest_actions.js keeps in PostgreSQL and Redis. Tables and indexes are those that the platform has for the same
// (job_tables.js); there is no chain over the audit rows.
import { hash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { kJobTables } from './job_tables.js';
import { pool } from './postgres.js';

const kSchema = `
CREATE TABLE flags (key text PRIMARY KEY, enabled boolean NOT NULL);
CREATE TABLE api_tokens (
  id uuid PRIMARY KEY, org_id uuid NOT NULL, user_id uuid NOT NULL, hash text NOT NULL UNIQUE, scopes text[] NOT NULL,
  expires_at timestamptz);
${kJobTables}
CREATE TABLE job_runs (
  org_id uuid NOT NULL, public_id uuid NOT NULL, started_at timestamptz NOT NULL, finished_at timestamptz NOT NULL,
  outcome text NOT NULL, attempt smallint NOT NULL, error_code text, error_text text);
CREATE INDEX job_runs_job ON job_runs (org_id, public_id);
CREATE TABLE audit_log (
  org_id uuid NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, id uuid NOT NULL, actor text NOT NULL,
  action text NOT NULL, subject text NOT NULL, ip inet, ua text, session_ref text, details jsonb NOT NULL,
  PRIMARY KEY (org_id, seq));`;

const kDefaultQueue = 1;

// One statement is one transaction: the job and its audit row, in one trip.
const kEnqueue = {
  name: 'enqueue',
  text: `WITH job AS (
           INSERT INTO jobs (public_id, org_id, queue, kind, trace, payload, run_at) VALUES ($1, $2, $3, $4, $5, $6, now()))
         INSERT INTO audit_log (org_id, at, id, actor, action, subject, details)
         VALUES ($2, now(), $7, $8, 'action.triggered', $9, $10)`,
};

const kFind = {
  name: 'find_job',
  text: `SELECT k.name AS action, j.state, j.attempt, j.run_at, j.trace,
                (SELECT coalesce(json_agg(json_build_object('attempt', r.attempt, 'outcome', r.outcome, 'started_at', r.started_at,
                                                            'finished_at', r.finished_at) ORDER BY r.attempt), '[]')
                   FROM job_runs r WHERE r.org_id = j.org_id AND r.public_id = j.public_id) AS attempts
           FROM jobs j JOIN job_kinds k ON k.id = j.kind WHERE j.org_id = $1 AND j.public_id = $2`,
};

const kToken = {
  name: 'find_token',
  text: 'SELECT org_id AS org, user_id AS user, id AS token, scopes FROM api_tokens WHERE hash = $1 AND (expires_at IS NULL OR expires_at > now())',
};

// A copy in Redis, for a minute; revoking a token deletes it.
export class Tokens {
  constructor(redis) {
    this.redis = redis;
  }

  async find(text) {
    const digest = hash('sha256', text, 'base64url');
    const key = `token:${digest}`;
    const copy = await this.redis.get(key);
    if (copy) return JSON.parse(copy);
    const { rows } = await pool.query({ ...kToken, values: [digest] });
    if (rows.length > 0) await this.redis.set(key, JSON.stringify(rows[0]), 'EX', 60);
    return rows[0];
  }
}

// In memory, read again every two seconds.
export class Flags {
  #enabled = new Set();

  static async follow() {
    const flags = new Flags();
    await flags.#read();
    setInterval(() => flags.#read().catch((error) => console.error(error)), 2000).unref();
    return flags;
  }

  on(key) {
    return this.#enabled.has(key);
  }

  async #read() {
    const { rows } = await pool.query('SELECT key FROM flags WHERE enabled');
    this.#enabled = new Set(rows.map(({ key }) => key));
  }
}

export class Jobs {
  #kinds = new Map();

  async enqueue({ org, token }, action, payload, trace) {
    const id = randomUUIDv7();
    const kind = this.#kinds.get(action) ?? (await this.#learn(action));
    const values = [id, org, kDefaultQueue, kind, trace, Buffer.from(JSON.stringify(payload)), randomUUIDv7(), `token:${token}`, `job:${id}`, JSON.stringify({ action })];
    await pool.query({ ...kEnqueue, values });
    return { id, action, state: 'queued', attempt: 0, created_at: new Date(), request_id: trace, attempts: [] };
  }

  async find({ org }, id) {
    const { rows } = await pool.query({ ...kFind, values: [org, id] });
    const [job] = rows;
    if (!job) return undefined;
    const created_at = new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)); // UUIDv7
    return { id, action: job.action, state: job.state === 1 ? 'running' : 'queued', attempt: job.attempt, created_at, next_run_at: job.run_at, request_id: job.trace, attempts: job.attempts };
  }

  async #learn(action) {
    const { rows } = await pool.query('INSERT INTO job_kinds (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id', [action]);
    this.#kinds.set(action, rows[0].id);
    return rows[0].id;
  }
}

// The tables, the flag, and a user's token.
export async function migrate() {
  await pool.query(kSchema);
  await pool.query("INSERT INTO flags (key, enabled) VALUES ('greetings', true)");
  const token = `ts_${randomBytes(32).toString('base64url')}`;
  await pool.query('INSERT INTO api_tokens (id, org_id, user_id, hash, scopes) VALUES ($1, $2, $3, $4, $5)', [randomUUIDv7(), randomUUIDv7(), randomUUIDv7(), hash('sha256', token, 'base64url'), ['*']]);
  console.log(`token: ${token}`);
}
