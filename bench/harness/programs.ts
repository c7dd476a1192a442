// How the subjects are started.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { root } from './machine.ts';
import type { Subject, WorkerSubject } from './row.ts';

const modules = 'bench/node_modules';
const [nodeArch, bunArch] = process.arch === 'arm64' ? ['arm64', 'aarch64'] : ['x64', 'x64'];
export const nodeProgram = `${modules}/node-linux-${nodeArch}/bin/node`;
export const bunProgram = `${modules}/@oven/bun-linux-${bunArch}/bin/bun`;

const quiet = { TENSTONE_ENV: 'production', TENSTONE_LOG_LEVEL: 'warn', TENSTONE_LOG_DESTINATION: 'stderr' };
// Peers wait for Redis as long as it takes; at our deadline a limit would be decided without it, and the window refused.
const patient = { ...quiet, TENSTONE_REDIS_DEADLINE: '1s' };

export function tenstone(name: string, env: Record<string, string> = {}): Subject {
  return { name, program: 'build/release/bench/bench_server', env: { ...patient, ...env } };
}

// It needs no Redis.
export function echo(name: string): Subject {
  return { name, program: 'build/release/bench/bench_echo', env: quiet };
}

// A cache with the entries that nginx has as files.
export function cachedFile(name: string): Subject {
  return { name, program: 'build/release/bench/bench_files', env: { ...quiet, TOKEN: 'reader' }, token: 'reader' };
}

export function nginxFiles(name: string): Subject {
  return { name, program: 'bench/peers/nginx' };
}

export function diskcacheRates(name: string, ...words: string[]): Subject {
  return { name, program: '/usr/bin/python3', args: ['bench/peers/diskcache_rates.py', ...words], env: { PYTHONPATH: '.vendor/diskcache/usr/lib/python3/dist-packages' } };
}

export function logPeer(name: string): Subject {
  return { name, program: '/usr/bin/python3', args: ['bench/peers/logs.py', name] };
}

// A subject with what a file of SQL makes in its database.
function withSql(file: string, subject: Subject, ...prepare: string[][]): Subject {
  return { ...subject, prepare: [...prepare, ['bash', '-c', `psql -X -q -v ON_ERROR_STOP=1 -d "$DATABASE_URL" -f ${file}`]] };
}

// A subject of the row "page", with the orders in its database.
function listing(subject: Subject, ...prepare: string[][]): Subject {
  return withSql('bench/web/orders.sql', subject, ...prepare);
}

export function page(name: string, env: Record<string, string> = {}): Subject {
  const program = 'build/release/bench/bench_page';
  return listing({ name, program, env: { ...quiet, ...env } }, [program, 'migrate']);
}

export function peerPage(name: string, file: string, env: Record<string, string> = {}): Subject {
  return listing(node(name, file, env));
}

// The product itself, with the actions and the limits of bench/platform.
export function platform(name: string): Subject {
  const program = 'build/release/apps/tenstone/tenstone';
  const mia = 'mia@example.com';
  return {
    name,
    program,
    args: ['api'],
    env: { ...patient, TENSTONE_ACTIONS_FOLDER: 'bench/platform/actions', TENSTONE_LIMITS_POLICIES: 'bench/platform/no_limits.json' },
    prepare: [
      [program, 'migrate'],
      [program, 'flag', 'set', 'greetings', 'on'],
      [program, 'user', 'add', mia],
    ],
    writes: ['tenstone.jobs', 'tenstone.audit_log'],
  };
}

export function nest(name: string, env: Record<string, string> = {}): Subject {
  const file = 'bench/peers/nest_actions.js';
  return { ...node(name, 'nest_actions.js', env), prepare: [[nodeProgram, file, 'migrate']], writes: ['jobs', 'audit_log'] };
}

// Which runs there are, for Queue.ended.
const runsOf = (table: string, started = 'started_at', finished = 'finished_at', which = 'true'): string => `SELECT count(*), extract(epoch FROM max(${finished}) - min(${started})) FROM ${table} WHERE ${which}`;

export function worker(name: string): WorkerSubject {
  const program = 'build/release/bench/bench_jobs';
  return {
    name,
    program,
    env: { ...patient, TENSTONE_JOBS_SLOTS: '1000' },
    prepare: [[program, 'migrate']],
    queue: {
      in: 'postgres',
      clear: 'TRUNCATE tenstone.job_runs',
      fill: `INSERT INTO tenstone.jobs (public_id, org_id, queue, kind, run_at, payload)
             SELECT ('018bcfe5-6800-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '018bcfe5-6800-7000-8000-000000000000', q.id, k.id,
                    tenstone.now(), '{}'
               FROM tenstone.queues q, tenstone.job_kinds k, generate_series(1, {jobs}) n
              WHERE q.name = 'default' AND k.name = 'nothing'`,
      left: 'SELECT count(*) FROM tenstone.jobs',
      ended: runsOf('tenstone.job_runs'),
      produce: ['produce'],
    },
  };
}

// With runs of the seven days before, on the partitions that retention would drop.
export function workerWithHistory(name: string): WorkerSubject {
  const subject = worker(name);
  const recent = "finished_at > tenstone.now() - interval '1 day'";
  return {
    ...subject,
    queue: {
      ...subject.queue,
      clear: `DELETE FROM tenstone.job_runs WHERE ${recent}`,
      ended: runsOf('tenstone.job_runs', 'started_at', 'finished_at', recent),
      history: readFileSync(`${root}bench/jobs/history.sql`, 'utf8'),
    },
  };
}

export function graphileWorker(name: string, concurrency: number): WorkerSubject {
  const file = 'bench/peers/graphile_worker.js';
  return {
    ...node(name, 'graphile_worker.js', { CONCURRENCY: String(concurrency) }),
    prepare: [[nodeProgram, file, 'migrate']],
    queue: {
      in: 'postgres',
      clear: 'TRUNCATE job_runs',
      fill: `SELECT FROM graphile_worker.add_jobs(ARRAY(
               SELECT ('nothing', '{}', NULL, NULL, NULL, NULL, NULL, NULL)::graphile_worker.job_spec FROM generate_series(1, {jobs})))`,
      left: 'SELECT count(*) FROM graphile_worker._private_jobs',
      ended: runsOf('job_runs'),
      produce: [file, 'produce'],
    },
  };
}

// A job that has ended stays where it was.
export function pgBoss(name: string): WorkerSubject {
  const file = 'bench/peers/pg_boss.js';
  return {
    ...node(name, 'pg_boss.js'),
    prepare: [[nodeProgram, file, 'migrate']],
    queue: {
      in: 'postgres',
      clear: 'TRUNCATE pgboss.job',
      fill: [file, 'fill'],
      left: "SELECT count(*) FROM pgboss.job WHERE name = 'nothing' AND state < 'completed'",
      ended: runsOf('pgboss.job', 'started_on', 'completed_on', "name = 'nothing' AND state = 'completed'"),
      produce: [file, 'produce'],
    },
  };
}

export function bullmq(name: string, concurrency: number): WorkerSubject {
  const file = 'bench/peers/bullmq.js';
  const count = (...lists: string[]): string => lists.map((list) => `redis.call('LLEN', 'bull:nothing:${list}')`).join(' + ');
  return {
    ...node(name, 'bullmq.js', { CONCURRENCY: String(concurrency) }),
    queue: {
      in: 'redis',
      clear: "return redis.call('FLUSHDB')",
      fill: [file, 'fill'],
      left: `return ${count('wait', 'active', 'paused')}`,
      ended: `local first, last, ids = math.huge, 0, redis.call('ZRANGE', 'bull:nothing:completed', 0, -1)
              for _, id in ipairs(ids) do
                local times = redis.call('HMGET', 'bull:nothing:' .. id, 'processedOn', 'finishedOn')
                first, last = math.min(first, times[1]), math.max(last, times[2])
              end
              return { #ids, tostring((last - first) / 1000) }`,
      produce: [file, 'produce'],
    },
  };
}

const shop = ['shop', 'it is a secret of the shop'] as const;
export const shopSecret = shop[1];

// Its jobs wait for a worker that does not run.
export function webhooks(name: string): Subject {
  const program = 'build/release/bench/bench_webhooks';
  return { name, program, env: patient, prepare: [[program, 'migrate'], [program, 'source', ...shop]], writes: ['tenstone.webhook_inbox', 'tenstone.webhook_seen', 'tenstone.jobs'] };
}

export function peerWebhooks(name: string, env: Record<string, string> = {}): Subject {
  const file = 'bench/peers/fastify_webhooks.js';
  return { ...node(name, 'fastify_webhooks.js', env), prepare: [[nodeProgram, file, 'migrate', ...shop]], writes: ['webhook_inbox', 'webhook_seen', 'jobs'] };
}

const writeToken = 'token-of-the-bench';
const evaluationKey = 'key-of-a-client'; // bench/flags/flags.sql

// Project 07.
export function toggles(name: string): Subject {
  const program = 'build/release/projects/07-feature-toggle/07-feature-toggle';
  const hash = createHash('sha256').update(writeToken).digest('hex');
  return { name, program, env: { ...quiet, TENSTONE_ACCESS_WRITE_TOKENS: hash }, prepare: [[program, 'migrate']], token: writeToken };
}

// With a thousand flags, and the key of a client.
export function ofrep(name: string): Subject {
  const subject = toggles(name);
  return { ...withSql('bench/flags/flags.sql', subject, ...(subject.prepare ?? [])), token: evaluationKey };
}

export function peerOfrep(name: string): Subject {
  return { ...node(name, 'fastify_ofrep.js'), token: evaluationKey };
}

export function node(name: string, file: string, env: Record<string, string> = {}, ...words: string[]): Subject {
  return { name, program: nodeProgram, args: [`bench/peers/${file}`, ...words], env };
}

export function bun(name: string, file: string, env: Record<string, string> = {}): Subject {
  return { name, program: bunProgram, args: [`bench/peers/${file}`], env };
}
