// A row of load: all of its subjects run from its beginning to its end, and are measured in turn, A B C A B C A B C.
import assert from 'node:assert/strict';
import { kConnections, run, type Answered, type Load } from './load.ts';
import { meter } from './meter.ts';
import type { Postgres } from './postgres.ts';
import type { Redis } from './redis.ts';
import type { Aim, LoadRow, PaceAim, Subject } from './row.ts';
import { Server, type Stores } from './server.ts';

export interface Effort {
  rounds: number;
  seconds: number; // of a window
  warmUp: number; // seconds before the first window; 0: none
  jobs: number; // of a round of a worker
  scale: number; // of the database of pgbench: 100,000 rows each
  history: number; // runs of days before, of a worker that keeps them
}

// The servers beside the subjects. PostgreSQL is started for the first subject that needs it.
export interface Beside {
  redis: Redis;
  postgres: () => Promise<Postgres>;
}

export interface Window {
  cpuMicros: number; // of the server, a request
  perSecond: number;
  p99Ms: number;
  rssMiB: number;
  busy: number; // of the servers' core, 0 to 1
  redisMicros: number; // of Redis, a request
  postgresMicros: number; // of PostgreSQL, a request
  others: number; // what nobody of ours used, of all cores, 0 to 1
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}
export type Summary = Record<keyof Window, Spread>;

export interface Outcome {
  name: string;
  summary: Summary;
}

// What aims are about.
export interface Judged {
  name: string;
  summary: Pick<Summary, 'cpuMicros' | 'perSecond'> & Partial<Pick<Summary, 'p99Ms'>>;
}

export interface Verdict {
  text: string;
  met: boolean;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[(sorted.length - 1) >> 1], sorted.at(-1)];
  if (min === undefined || median === undefined || max === undefined) throw new Error('nothing was measured');
  return { median, min, max };
}

export function summarise(windows: readonly Window[]): Summary {
  const of = (figure: keyof Window): Spread => spread(windows.map((window) => window[figure]));
  return { cpuMicros: of('cpuMicros'), perSecond: of('perSecond'), p99Ms: of('p99Ms'), rssMiB: of('rssMiB'), busy: of('busy'), redisMicros: of('redisMicros'), postgresMicros: of('postgresMicros'), others: of('others') };
}

// Its stores, each its own: `index` is its place in the row.
export async function storesOf(subject: Subject, index: number, { redis, postgres }: Beside): Promise<Stores> {
  return { redis: redis.database(index), postgres: subject.prepare ? (await postgres()).create() : undefined };
}

interface AtWork {
  server: Server;
  stores: Stores;
  windows: Window[];
}

export async function measure(row: LoadRow, beside: Beside, effort: Effort): Promise<Outcome[]> {
  const all: AtWork[] = [];
  try {
    for (const [i, subject] of row.subjects.entries()) {
      const stores = await storesOf(subject, i, beside);
      all.push({ server: await Server.start(subject, row, stores), stores, windows: [] });
    }
    if (row.same) await compare(row.same, all.map(({ server }) => server));
    if (effort.warmUp > 0) for (const { server } of all) await load(row, server, effort.warmUp);
    for (let round = 0; round < effort.rounds; ++round) for (const each of all) each.windows.push(await window(row, each, beside, effort.seconds));
    return all.map(({ server, windows }) => ({ name: server.subject.name, summary: summarise(windows) }));
  } finally {
    await Promise.all(all.map(({ server }) => server.end()));
  }
}

// Throws when two of them do not answer the same.
async function compare(same: (answer: unknown) => unknown, [ours, ...others]: Server[]): Promise<void> {
  const expected = same(await ours?.answer());
  for (const other of others) assert.deepEqual(same(await other.answer()), expected, `${other.subject.name} does not answer as ${ours?.subject.name ?? ''}`);
}

async function window(row: LoadRow, { server, stores }: AtWork, { redis, postgres }: Beside, seconds: number): Promise<Window> {
  const { subject } = server;
  stores.postgres?.tidy();
  const commands = redis.commandsSoFar();
  const rows = rowsOf(subject, stores);
  const used = meter(() => server.cpuSeconds(), redis, stores.postgres && (await postgres()));
  const { requests, p99Ms, ...answered } = await load(row, server, seconds);
  const { wall, ...cpu } = used();
  if (subject.redis === 'every request' && redis.commandsSoFar() - commands < requests) throw new Error(`${subject.name}: Redis was asked less often than once a request`);
  const unwritten = wrongRows(subject, requests, connectionsOf(row), rowsOf(subject, stores).map((after, i) => after - (rows[i] ?? 0)));
  if (unwritten !== undefined) throw new Error(`${subject.name}: ${unwritten}`);
  return {
    cpuMicros: (cpu.server / requests) * 1e6,
    perSecond: requests / answered.seconds,
    p99Ms,
    rssMiB: server.residentMiB(),
    busy: cpu.server / wall,
    redisMicros: (cpu.redis / requests) * 1e6,
    postgresMicros: (cpu.postgres / requests) * 1e6,
    others: cpu.others,
  };
}

// In each of the tables that it writes: of one moment.
function rowsOf({ writes = [] }: Subject, { postgres }: Stores): number[] {
  if (writes.length === 0 || !postgres) return [];
  return postgres.ask(`SELECT ${writes.map((table) => `(SELECT count(*) FROM ${table})`).join(', ')}`).map(Number);
}

// `written`: how many rows each table has got. What was acknowledged is there; what was under way when the load ended may be
// there too; and what is one transaction is in all of them or in none.
export function wrongRows({ writes = [] }: Pick<Subject, 'writes'>, requests: number, connections: number, written: readonly number[]): string | undefined {
  const tables = writes.map((table, i) => `${String(written[i])} rows in ${table}`).join(', ');
  const right = written.every((rows) => rows === written[0] && rows >= requests && rows <= requests + connections);
  return right ? undefined : `${requests} answers, and ${tables}`;
}

function connectionsOf({ connections = kConnections }: LoadRow): number {
  return connections;
}

// Throws when it was not answered as the row expects: then it measured something else.
async function load(row: LoadRow, server: Server, seconds: number): Promise<Answered> {
  const urls = server.urls;
  const one: Omit<Load, 'url'> = { seconds, connections: connectionsOf(row) / urls.length, post: row.post, ...server.headersOfLoad() };
  if (row.pace !== undefined) one.pace = row.pace / urls.length;
  const parts = await Promise.all(urls.map((url) => run({ ...one, url })));
  const sum = (of: (part: Answered) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const all = { requests: sum((part) => part.requests), refused: sum((part) => part.refused), broken: sum((part) => part.broken), seconds: Math.max(...parts.map((part) => part.seconds)), p99Ms: Math.max(...parts.map((part) => part.p99Ms)) };
  const wrong = wrongAnswers(all, server.status);
  if (wrong !== undefined) throw new Error(`${server.subject.name}: ${wrong}`);
  return all;
}

export function wrongAnswers({ requests, refused, broken }: Answered, status: number): string | undefined {
  if (requests === 0) return 'no answer at all';
  if (broken > 0) return `${broken} requests without an answer`;
  const expected = status > 399 ? requests : 0;
  return refused === expected ? undefined : `${refused} of ${requests} answers have an error's status, expected were ${expected}`;
}

// What an aim asks for and what was measured, for people.
export function judge(aim: Aim | PaceAim, outcomes: readonly Judged[], pace?: number): Verdict[] {
  if ('p99Ms' in aim) return [judgePace(aim, outcomes[0], pace)];
  const named = (wanted: string): Judged['summary'] | undefined => outcomes.find(({ name }) => name === wanted)?.summary;
  const ours = aim.of === undefined ? outcomes[0]?.summary : named(aim.of);
  const peer = named(aim.than);
  if (!ours || !peer) throw new Error(`an aim names ${aim.of ?? 'the first'} and ${aim.than}, and one of them is not in its row`);
  const subject = aim.of === undefined ? '' : `${aim.of}: `;
  const verdicts: Verdict[] = [];
  if (aim.cpu !== undefined) {
    const share = ours.cpuMicros.median / peer.cpuMicros.median;
    verdicts.push({ text: `${subject}at most ${aim.cpu.toFixed(2)} of the CPU of ${aim.than}: ${share.toFixed(3)}`, met: share <= aim.cpu });
  }
  if (aim.throughput !== undefined) {
    const times = ours.perSecond.median / peer.perSecond.median;
    verdicts.push({ text: `${subject}at least ${aim.throughput} × the throughput of ${aim.than}: ${times.toFixed(2)}`, met: times >= aim.throughput });
  }
  return verdicts;
}

// A subject that does not keep the pace has a p99 of another load.
function judgePace({ p99Ms }: PaceAim, ours: Judged | undefined, pace: number | undefined): Verdict {
  if (ours?.summary.p99Ms === undefined || pace === undefined) throw new Error('an aim is about the p99 at a pace, and its row has none');
  const { p99Ms: measured, perSecond } = ours.summary;
  const text = `a p99 below ${p99Ms} ms at ${pace} a second: ${measured.median.toFixed(2)} ms at ${perSecond.median.toFixed(0)}`;
  return { text, met: measured.median < p99Ms && perSecond.median >= 0.95 * pace };
}
