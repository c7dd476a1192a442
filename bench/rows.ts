// The rows. README.md says what is equal in each, and what is not.
import { readFileSync } from 'node:fs';
import { root } from './harness/machine.ts';
import { bullmq, bun, cachedFile, diskcacheRates, echo, graphileWorker, logPeer, nest, nginxFiles, node, ofrep, page, peerOfrep, peerPage, peerWebhooks, pgBoss, platform, shopSecret, tenstone, toggles, webhooks, worker, workerWithHistory } from './harness/programs.ts';
import type { LoadRow, Row, Subject } from './harness/row.ts';
import { order, wrongOrders } from './order.ts';

const pong = /^\{"pong": ?true\}$/;
const logged = { TENSTONE_LOG_LEVEL: 'info', TENSTONE_LOG_DESTINATION: '/dev/null', LOG: '/dev/null' };
const every = { redis: 'every request' } as const;

const queued = /^\{"job": ?\{"id": ?"[0-9a-f-]{36}".*"state": ?"queued"/;

const seed: Subject = { ...bun('Express, INCR + EXPIRE, Bun', 'express_seed.js'), ...every };
const ours: Subject = { ...platform('Tenstone'), ...every };
const nestActions: Subject = { ...nest('NestJS on Fastify, Node'), ...every };
const nestPipelined: Subject = { ...nest('NestJS on Fastify, pg pipelined, Node', { PIPELINED: '8' }), ...every };
const credentials = '{"email":"mia@example.test","password":"correct horse battery"}';
const signing: Subject = { ...ours, env: { ...ours.env, TENSTONE_AUTH_OPEN_SIGN_UP: 'true' } };
const expressSessions: Subject = { ...node('NestJS + express-session + connect-redis, Node', 'nest_sessions.js', {}, 'express'), ...every };
const guardedSessions: Subject = { ...node('NestJS on Fastify, a guard with ioredis, Node', 'nest_sessions.js', {}, 'fastify'), ...every };
const fastifyEcho = node('Fastify with schemas, Node', 'fastify_echo.js');
const nestEcho = node('NestJS on Fastify, zod, Node', 'nest_echo.js');
const pooledPage = page('Tenstone, pool of 20', { POOLED: '1', TENSTONE_POSTGRES_POOL: '20' });
const fastifyPage = peerPage('Fastify + pg, Node', 'fastify_page.js');
const nestPage = peerPage('NestJS on Fastify + pg, Node', 'nest_page.js');
const graphile = graphileWorker('graphile-worker, 24 at a time, Node', 24);
const graphileWide = graphileWorker('graphile-worker, 200 at a time, Node', 200);
const boss = pgBoss('pg-boss, Node');
const bull = bullmq('BullMQ on Redis, 100 at a time, Node', 100);
const unhistoric = worker('Tenstone, nothing before');
const diskcache = diskcacheRates('diskcache, Python');
const diskcacheFiles = diskcacheRates('diskcache, values in files, Python', 'files');
const nginx = nginxFiles('nginx');
const flexible: Subject = { ...node('rate-limiter-flexible, Node', 'express_flexible.js'), ...every };

const jsonSchema = (what: string): [Subject, Subject] => [
  { name: 'Tenstone', program: 'build/release/bench/json_schema_bench', args: [what] },
  node('ajv, Node', 'json_schema_ajv.js', {}, what),
];

const logView = (what: string): Subject => ({ name: 'Tenstone', program: 'build/release/bench/log_view_bench', args: [what] });
const [ripgrep, lnav] = [logPeer('ripgrep'), logPeer('lnav')];

const ourTake = '$BACKUP take "$FOLDER" "$DATABASE_URL"';
const withBackup = (script: string): string => `BACKUP=build/release/bench/bench_backup; ${script}`;
const ourFolder = withBackup('$BACKUP init "$FOLDER" "$DATABASE_URL"');
const custom = { name: 'pg_dump -Fc', work: 'pg_dump -Fc -f "$FOLDER/custom" -d "$DATABASE_URL"' };
const directory = { name: 'pg_dump -Fd -j2', work: 'pg_dump -Fd -j2 -f "$FOLDER/directory" -d "$DATABASE_URL"' };
const restic = { name: 'pg_dump, restic', prepare: 'restic -q init -r "$FOLDER/restic"', work: 'pg_dump -d "$DATABASE_URL" | restic -q backup -r "$FOLDER/restic" --stdin' };

const typedOrder = readFileSync(`${root}bench/typed/order.json`, 'utf8').trimEnd();
const typed = (what: string): [Subject, ...Subject[]] => [
  { name: 'Tenstone', program: 'build/release/bench/typed_bench', args: [what] },
  node('JSON.parse + zod, Node', 'typed.js', {}, 'zod', what),
  node('JSON.parse + zod compiled, Node', 'typed.js', {}, 'zod-compiled', what),
  node('JSON.parse + ajv, Node', 'typed.js', {}, 'ajv', what),
  node('JSON.parse + typebox compiled, Node', 'typed.js', {}, 'typebox', what),
  node('JSON.parse alone (control), Node', 'typed.js', {}, 'parse', what),
];

const hooks = webhooks('Tenstone');
const fastifyHooks = peerWebhooks('Fastify + pg, Node');
const fastifyHooksPipelined = peerWebhooks('Fastify + pg, pipelined, Node', { PIPELINED: '8' });
const pushed = JSON.stringify(order);
const event = {
  kind: 'load',
  path: '/hooks/shop',
  post: pushed,
  webhooks: { secret: shopSecret, event: 'new' },
  connections: 32,
  status: 202,
  body: /^\{"id": ?"[0-9a-f-]{36}", ?"status": ?"accepted"\}$/,
  // The signature is that of the body above.
  refused: [{ path: '/hooks/shop', post: pushed.replace('Mia', 'Eve') }, { path: '/hooks/shop', post: `${pushed} ` }, { path: '/hooks/nobody', post: pushed }],
} as const satisfies Partial<LoadRow>;

const toggling = ofrep('Tenstone');
const fastifyOfrep = peerOfrep('Fastify + flagd-core, Node');
// This unit is among the fifth of rollout-20 on both sides.
const evaluate = '{"context":{"targetingKey":"0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b66","plan":"pro","age":41,"mail":"mia@example.org","country":"SE"}}';
const allFlags = { path: '/ofrep/v1/evaluate/flags', post: evaluate };
const bulk = {
  ...allFlags,
  kind: 'load',
  status: 200,
  body: /^\{"flags": ?\[\{"key":/,
  refused: [{ ...allFlags, token: 'another' }, { ...allFlags, post: '{' }],
  subjects: [toggling, fastifyOfrep],
} as const satisfies Partial<LoadRow>;
interface Evaluated {
  key: string;
  value: unknown;
  variant: unknown;
}
const sameValue = ({ key, value, variant }: Evaluated): unknown => ({ key, value, variant });
// Each subject divides people in its own way, and has its own order.
const sameValues = (answer: unknown): unknown => {
  const sorted = (answer as { flags: Evaluated[] }).flags.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return sorted.map((each) => (each.key.startsWith('rollout-') ? each.key : sameValue(each)));
};

// Each subject writes a time in its own way, and signs its own cursor.
const sameOrders = (answer: unknown): unknown => {
  const { data, next_cursor } = answer as { data: { created_at: string }[]; next_cursor: unknown };
  return [data.map((each) => ({ ...each, created_at: Date.parse(each.created_at) })), typeof next_cursor];
};

export const rows: Row[] = [
  {
    kind: 'load',
    name: 'health',
    what: 'GET /health through the full default chain, nobody logs',
    path: '/health',
    status: 200,
    body: /^ok$/,
    subjects: [
      tenstone('Tenstone'),
      { name: 'kernel alone (control)', program: 'build/release/bench/bench_floor' },
      node('Fastify, Node', 'fastify_health.js'),
      bun('Express, Bun', 'express_health.js'),
      node('Express, Node', 'express_health.js'),
    ],
    aims: [
      { than: 'Express, Node', cpu: 0.06 },
      { than: 'Express, Bun', cpu: 0.4 },
      { than: 'Fastify, Node', cpu: 0.5 },
    ],
  },
  {
    kind: 'load',
    name: 'health-logged',
    what: 'the same, and everybody writes one line an answer (pino for the others)',
    path: '/health',
    status: 200,
    body: /^ok$/,
    subjects: [
      tenstone('Tenstone', logged),
      node('Fastify + pino, Node', 'fastify_health.js', logged),
      bun('Express + pino, Bun', 'express_health.js', logged),
      node('Express + pino, Node', 'express_health.js', logged),
    ],
  },
  {
    kind: 'load',
    name: 'fixed',
    what: 'GET behind a fixed window in Redis',
    path: '/ping',
    status: 200,
    body: pong,
    subjects: [
      { ...tenstone('Tenstone'), path: '/fixed', ...every },
      seed,
      { ...node('express-rate-limit, Node', 'express_rate_limit.js'), ...every },
      flexible,
    ],
    aims: [
      { than: seed.name, throughput: 2, cpu: 1 / 3 },
      { than: 'express-rate-limit, Node', cpu: 1 / 3 },
      { than: flexible.name, cpu: 1 / 3 },
    ],
  },
  {
    kind: 'load',
    name: 'gcra',
    what: 'GET behind GCRA in Redis',
    path: '/ping',
    status: 200,
    body: pong,
    subjects: [{ ...tenstone('Tenstone'), path: '/gcra', ...every }, { ...bun('Express, GCRA by hand, Bun', 'express_gcra.js'), ...every }],
  },
  {
    kind: 'load',
    name: 'three',
    what: 'GET behind three policies at once (ours all or nothing)',
    path: '/ping',
    status: 200,
    body: pong,
    subjects: [{ ...tenstone('Tenstone, 3 × GCRA'), path: '/three', ...every }, { ...node('rate-limiter-flexible, union of 3, Node', 'express_flexible.js', { POLICIES: '3' }), ...every }],
  },
  {
    kind: 'load',
    name: 'denied',
    what: 'the limit is reached: denials, beside the bare handler',
    path: '/ping',
    status: 429,
    body: /^\{.*[Tt]oo many requests/,
    subjects: [
      { ...tenstone('Tenstone, denied'), path: '/denied', redis: 'first request' },
      { ...tenstone('Tenstone, bare'), path: '/bare', status: 200 },
      { ...bun('Express, INCR + EXPIRE, Bun', 'express_seed.js', { LIMIT: '1' }), ...every },
      { ...node('rate-limiter-flexible, denies from memory, Node', 'express_flexible.js', { LIMIT: '1' }), redis: 'first request' },
    ],
    aims: [{ than: 'Tenstone, bare', cpu: 1 / 0.9 }],
  },
  {
    kind: 'load',
    name: 'processes',
    what: 'the fixed window, two processes on one Redis and one core',
    path: '/ping',
    status: 200,
    body: pong,
    subjects: [
      { ...tenstone('Tenstone × 2'), path: '/fixed', processes: 2, ...every },
      { ...seed, name: `${seed.name} × 2`, processes: 2 },
    ],
  },
  {
    kind: 'load',
    name: 'decisions',
    what: 'the decision API: POST /v1/ratelimit/check, one policy, one key, fixed window',
    path: '/v1/ratelimit/check',
    post: '{"checks":[{"policy":"fixed","key":"user:42"}]}',
    status: 200,
    body: /^\{"allowed": ?true,.*"remaining":/,
    subjects: [
      { ...tenstone('Tenstone'), ...every },
      { ...node('Fastify + rate-limiter-flexible, Node', 'fastify_decisions.js'), ...every },
    ],
  },
  {
    kind: 'load',
    name: 'echo',
    what: `POST of an order of ${JSON.stringify(order).length} bytes, checked and answered as it came`,
    path: '/echo',
    post: JSON.stringify(order),
    status: 200,
    body: /^\{"customer": ?\{/,
    refused: wrongOrders.map((post) => ({ path: '/echo', post })),
    same: (answer) => answer,
    subjects: [echo('Tenstone'), fastifyEcho, nestEcho],
    aims: [
      { than: fastifyEcho.name, cpu: 0.35 },
      { than: nestEcho.name, cpu: 0.12 },
    ],
  },
  {
    kind: 'load',
    name: 'page',
    what: 'GET /orders?limit=20&cursor=…: 20 of 10 000 rows of PostgreSQL, by a signed keyset cursor into their middle',
    path: '/orders?limit=20',
    pages: { path: '/orders?limit=1000', count: 5 },
    status: 200,
    body: /^\{"data": ?\[\{"id".*"next_cursor": ?"/,
    refused: [{ path: '/orders?limit=0' }, { path: '/orders?limit=many' }, { path: '/orders?limit=20&cursor=forged' }],
    same: sameOrders,
    subjects: [
      page('Tenstone'),
      pooledPage,
      fastifyPage,
      peerPage('Fastify + pg, pipelined, Node', 'fastify_page.js', { PIPELINED: '1' }),
      nestPage,
    ],
    aims: [
      { than: fastifyPage.name, throughput: 2, cpu: 0.4 },
      { than: nestPage.name, throughput: 2, cpu: 0.25 },
      { of: pooledPage.name, than: fastifyPage.name, throughput: 2, cpu: 0.4 },
      { of: pooledPage.name, than: nestPage.name, throughput: 2, cpu: 0.25 },
    ],
  },
  {
    kind: 'load',
    name: 'trigger',
    what: 'POST /v1/actions/hello by a token: flag, validation, then the job and its audit row, durable',
    path: '/v1/actions/hello',
    post: '{"name":"Mia"}',
    status: 202,
    body: queued,
    subjects: [ours, nestActions, nestPipelined],
    aims: [
      { than: nestActions.name, throughput: 4, cpu: 0.15 },
      { than: nestPipelined.name, throughput: 4, cpu: 0.15 },
    ],
  },
  {
    kind: 'load',
    name: 'trigger-limited',
    what: 'the same, behind a limit in Redis',
    path: '/v1/actions/hello-limited',
    post: '{"name":"Mia"}',
    status: 202,
    body: queued,
    subjects: [ours, nestActions],
    aims: [{ than: nestActions.name, throughput: 4, cpu: 0.15 }],
  },
  {
    kind: 'load',
    name: 'token',
    what: 'GET /v1/limits/me by a token, where nothing is limited: the check of the token alone',
    path: '/v1/limits/me',
    status: 200,
    body: /^\{"allowed": ?true, ?"limits": ?\[\]\}$/,
    subjects: [{ ...ours, writes: [] }, { ...nestActions, writes: [] }],
  },
  {
    kind: 'load',
    name: 'session',
    what: 'GET /v1/auth/session by a cookie: who is signed in, for how long yet',
    login: [
      { path: '/v1/auth/signup', post: credentials },
      { path: '/v1/auth/login', post: credentials },
    ],
    path: '/v1/auth/session',
    status: 200,
    body: /"user": ?"[0-9a-f-]{32,36}"/,
    subjects: [{ ...signing, writes: [] }, expressSessions, guardedSessions],
    aims: [
      { than: expressSessions.name, cpu: 0.15 },
      { than: guardedSessions.name, cpu: 0.35 },
    ],
  },
  {
    kind: 'flood',
    name: 'logins',
    what: 'POST /v1/auth/login, Argon2id at the minimum of OWASP, by four at a time; GET /health beside it',
    subject: { ...signing, writes: [] },
    login: [
      { path: '/v1/auth/signup', post: credentials },
      { path: '/v1/auth/login', post: credentials },
    ],
    connections: 4,
    light: { path: '/health', body: /^ok$/ },
    alone: 'build/release/bench/bench_verify',
    aims: { share: 30 / 35, slower: 2 },
  },
  {
    kind: 'load',
    name: 'job',
    what: 'GET /v1/jobs/{id} by a token',
    path: '/v1/jobs',
    first: { path: '/v1/actions/hello', post: '{"name":"Mia"}' },
    status: 200,
    body: queued,
    subjects: [{ ...ours, writes: [] }, { ...nestActions, writes: [] }],
  },
  {
    ...event,
    name: 'webhooks',
    what: `POST of an event of ${pushed.length} bytes, signed as GitHub signs, each one new: event and job in one transaction, durable; 32 connections`,
    refused: [...event.refused],
    subjects: [hooks, fastifyHooks, fastifyHooksPipelined],
    aims: [
      { than: fastifyHooks.name, throughput: 3 },
      { than: fastifyHooksPipelined.name, throughput: 3 },
    ],
  },
  {
    ...event,
    name: 'webhooks-paced',
    what: 'the same at 5 000 events a second',
    refused: [...event.refused],
    pace: 5000,
    subjects: [hooks, fastifyHooks],
    aims: [{ p99Ms: 25 }],
  },
  {
    ...event,
    name: 'webhooks-duplicates',
    what: 'the same event again and again: nothing is stored but how often it came',
    refused: [...event.refused],
    webhooks: { secret: shopSecret, event: 'the same' },
    status: 200,
    body: /^\{"id": ?"[0-9a-f-]{36}", ?"status": ?"duplicate"\}$/,
    subjects: [{ ...hooks, writes: [] }, { ...fastifyHooks, writes: [] }],
  },
  {
    kind: 'worker',
    name: 'worker',
    what: 'jobs that do nothing, with a row of its run each: 50 000 that wait; then 200 a second as they come; then 200 a second as they are due',
    subjects: [worker('Tenstone'), graphile, graphileWide, boss, bull],
    aims: [
      { than: graphile.name, throughput: 2.5 },
      { than: graphileWide.name, throughput: 2.5 },
      { than: boss.name, throughput: 3 },
      { than: bull.name, throughput: 4 },
      { figure: 'pickupP99Ms', withinMs: 5 },
      { figure: 'dueP99Ms', withinMs: 5 },
    ],
  },
  {
    kind: 'snapshot',
    name: 'worker-snapshot',
    what: '200 000 jobs that wait, by themselves, and while another session holds a snapshot',
    subjects: [worker('Tenstone'), graphileWide, boss],
    aim: { share: 0.8 },
  },
  {
    kind: 'worker',
    name: 'worker-history',
    what: 'the row "worker" with ten million runs of jobs that have ended on the seven days before, and without',
    subjects: [workerWithHistory('Tenstone, a week of runs'), unhistoric],
    aims: [
      { than: unhistoric.name, throughput: 0.9 },
      { figure: 'pickupP99Ms', withinMs: 5 },
      { figure: 'dueP99Ms', withinMs: 5 },
    ],
  },
  {
    kind: 'memory',
    name: 'memory',
    what: 'bytes of Redis for each client that is counted',
    subjects: [
      { ...tenstone('Tenstone, fixed window'), path: '/fixed' },
      { ...tenstone('Tenstone, GCRA'), path: '/slow' },
      { ...flexible, path: '/ping' },
      { ...seed, path: '/ping' },
    ],
  },
  {
    kind: 'rates',
    name: 'cache',
    what: 'a file cache in process, entries of 4 KiB: written anew, read, and looked for in vain',
    figures: ['set', 'get', 'miss'],
    subjects: [{ name: 'Tenstone', program: 'build/release/bench/bench_cache' }, node('cacache, Node', 'cacache.js'), node('cacache, 16 at a time, Node', 'cacache.js', {}, '16'), diskcache, diskcacheFiles],
    aims: [
      { figure: 'get', atLeast: 200_000 },
      { figure: 'set', atLeast: 50_000 },
      { figure: 'get', atLeast: 2.5, than: diskcache.name },
      { figure: 'set', atLeast: 10, than: diskcache.name },
    ],
  },
  {
    kind: 'program',
    name: 'cache-start',
    what: 'a file cache with a million entries: from its start to its first answer (aim: within 100 ms)',
    program: 'build/release/bench/bench_cache_start',
    quickly: ['10000'],
  },
  {
    kind: 'load',
    name: 'file',
    what: 'GET of an entry of 4 KiB, beside a file of these bytes',
    path: '/cache/bench/4k',
    status: 200,
    body: /^f{4096}$/,
    subjects: [cachedFile('Tenstone'), nginx],
    aims: [{ than: nginx.name, throughput: 0.8 }],
  },
  {
    kind: 'load',
    name: 'large-file',
    what: 'the same with 1 MiB',
    path: '/cache/bench/1m',
    status: 200,
    body: /^f{1048576}$/,
    subjects: [cachedFile('Tenstone'), nginx],
    aims: [{ than: nginx.name, throughput: 0.8 }],
  },
  {
    kind: 'rates',
    name: 'typed',
    what: `in process: text of ${typedOrder.length} bytes to a checked struct`,
    figures: ['check'],
    times: true,
    subjects: typed('valid'),
    aims: [
      { figure: 'check', atLeast: 4, than: 'JSON.parse + zod, Node' },
      { figure: 'check', atLeast: 2.2, than: 'JSON.parse + ajv, Node' },
      { figure: 'check', atLeast: 1.5, than: 'JSON.parse + zod compiled, Node' },
      { figure: 'check', atLeast: 1.5, than: 'JSON.parse + typebox compiled, Node' },
    ],
  },
  {
    kind: 'rates',
    name: 'typed-errors',
    what: 'in process: the same text with three faults, to all three with code and place',
    figures: ['check'],
    times: true,
    subjects: [...typed('errors'), { ...typed('valid')[0], name: 'Tenstone, no fault' }],
    aims: [{ figure: 'check', atLeast: 0.5, than: 'Tenstone, no fault' }],
  },
  {
    kind: 'rates',
    name: 'json-schema-meta',
    what: 'in process: the meta-schema of JSON Schema 2020-12 held to itself, both compiled and parsed before',
    figures: ['check'],
    times: true,
    subjects: jsonSchema('meta'),
    aims: [{ figure: 'check', atLeast: 1.5, than: 'ajv, Node' }],
  },
  {
    kind: 'rates',
    name: 'json-schema-large',
    what: 'in process: 64 KiB of records of three kinds held to their schema: parsed before, and from the text',
    figures: ['check', 'parse and check'],
    times: true,
    subjects: jsonSchema('large'),
    aims: [{ figure: 'check', atLeast: 1.5, than: 'ajv, Node' }],
  },
  {
    kind: 'rates',
    name: 'json-schema-lines',
    what: 'in process: bytes of NDJSON a second on one core, from text to report; a line is a record of one of three kinds',
    figures: ['bytes'],
    subjects: jsonSchema('lines'),
    aims: [
      { figure: 'bytes', atLeast: 250_000_000 },
      { figure: 'bytes', atLeast: 1.5, than: 'ajv, Node' },
    ],
  },
  {
    kind: 'rates',
    name: 'log-page',
    what: 'in process: the newest 100 entries of a log of 1 GiB without an index',
    figures: ['pages'],
    times: true,
    subjects: [logView('page')],
    aims: [{ figure: 'pages', withinNs: 20_000_000 }],
  },
  {
    kind: 'rates',
    name: 'log-literal',
    what: 'all lines with a rare word of a log of 1 GiB: bytes a second on one core; ours are entries, with time, level and fields',
    figures: ['bytes'],
    subjects: [logView('literal'), ripgrep],
    aims: [{ figure: 'bytes', atLeast: 0.5, than: ripgrep.name }],
  },
  {
    kind: 'rates',
    name: 'log-histogram',
    what: 'a log of 1 GiB counted over time and by level: bytes a second on one core, and the memory that it takes; lnav counts by level in its index',
    figures: ['bytes', 'MiB'],
    subjects: [logView('histogram'), lnav],
    aims: [{ figure: 'bytes', atLeast: 4, than: lnav.name }],
  },
  {
    kind: 'rates',
    name: 'log-fields',
    what: 'in process: status>=500 over an access log of 1 GiB: bytes a second on one core',
    figures: ['bytes'],
    subjects: [logView('fields')],
    aims: [{ figure: 'bytes', atLeast: 400_000_000 }],
  },
  {
    kind: 'backup',
    name: 'backup-take',
    what: 'a backup of a database of pgbench of 2 million rows',
    subjects: [{ name: 'Tenstone, 2 workers', prepare: ourFolder, work: withBackup(ourTake) }, custom, directory, restic],
    aims: [{ faster: 1.2, than: 'the fastest' }, { mostMiB: 128 }],
  },
  {
    kind: 'backup',
    name: 'backup-second',
    what: 'its second version, after 10,000 random rows were updated',
    changes: true,
    subjects: [
      { name: 'Tenstone, 2 workers', prepare: `${ourFolder}; ${ourTake}`, work: withBackup(ourTake) },
      { ...restic, prepare: `${restic.prepare}; ${restic.work}` },
    ],
    aims: [{ newShare: 0.85 }],
  },
  {
    kind: 'backup',
    name: 'backup-restore',
    what: 'its restore into a new database; ours then compares all rows with the version, which does not count',
    subjects: [
      { name: 'Tenstone, 2 workers', prepare: `${ourFolder}; ${ourTake}`, work: withBackup('$BACKUP restore "$FOLDER" "$DATABASE_URL"') },
      { name: 'pg_restore -j2', prepare: directory.work, work: 'createdb --maintenance-db="$DATABASE_URL" "$RESTORED"; pg_restore -j2 -d "$RESTORED_URL" "$FOLDER/directory"' },
    ],
    aims: [{ faster: 0.9, than: 'pg_restore -j2' }],
  },
  {
    kind: 'rates',
    name: 'flags',
    what: 'in process: evaluations of one of 1,000 flags (the same for everybody, a rule of three clauses, a rollout); a context read; all flags loaded',
    figures: ['static', 'rule', 'rollout', 'context', 'load'],
    times: true,
    subjects: [{ name: 'Tenstone', program: 'build/release/bench/flags_bench' }, node('flagd-core, Node', 'flags_flagd.js'), node('unleash-client, Node', 'flags_unleash.js')],
    aims: [
      { figure: 'static', withinNs: 25 },
      { figure: 'rule', withinNs: 60 },
      { figure: 'rollout', withinNs: 80 },
      { figure: 'load', withinNs: 20e6 },
    ],
  },
  {
    kind: 'load',
    name: 'ofrep',
    what: 'POST /ofrep/v1/evaluate/flags/{key}: a rollout, one of 1,000 flags, for a context of five attributes',
    path: `${bulk.path}/rollout-20`,
    post: evaluate,
    status: 200,
    body: /^\{"key": ?"rollout-20",.*"value": ?true/,
    refused: [
      { path: `${bulk.path}/rollout-20`, post: evaluate, token: 'another' },
      { path: `${bulk.path}/rollout-2`, post: evaluate }, // not for clients
      { path: `${bulk.path}/rollout-20`, post: '{' },
    ],
    same: (answer) => sameValue(answer as Evaluated),
    subjects: [toggling, fastifyOfrep],
    aims: [{ than: fastifyOfrep.name, cpu: 0.45 }],
  },
  { ...bulk, name: 'ofrep-bulk', what: 'POST /ofrep/v1/evaluate/flags: the 50 of 1,000 flags that a client sees', refused: [...bulk.refused], same: sameValues, subjects: [...bulk.subjects] },
  {
    ...bulk,
    name: 'ofrep-unchanged',
    what: 'the same by a client that has this answer already (If-None-Match)',
    revalidates: true,
    status: 304,
    body: /^$/,
    refused: [...bulk.refused],
    subjects: [...bulk.subjects],
  },
  {
    kind: 'change',
    name: 'flags-change',
    what: 'a flag is killed at one of two processes, and revived, again and again: until the other one serves it',
    subject: toggles('Tenstone'),
    make: { path: '/v1/flags/new-checkout', body: '{"type":"boolean","variants":{"on":true,"off":false},"off":"off","default":"on"}' },
    change: { path: '/v1/flags/new-checkout/kill', off: '{"killed":true}', on: '{"killed":false}' },
    served: { path: '/shop?user=mia', off: /"checkout": ?"old"/, on: /"checkout": ?"new"/ },
    aim: { p99Ms: 250 },
  },
];
