// A row of load: all of its subjects run from its beginning to its end, and are measured in turn, A B C A B C A B C.
import { busySeconds, cores, cpuSeconds, ownCpuSeconds } from './machine.ts';
import { kConnections, run, type Answered } from './load.ts';
import type { Redis } from './redis.ts';
import type { Aim, LoadRow } from './row.ts';
import { Server } from './server.ts';

export interface Effort {
  rounds: number;
  seconds: number; // of a window
  warmUp: number; // seconds before the first window; 0: none
}

export interface Window {
  cpuMicros: number; // of the server, a request
  perSecond: number;
  p99Ms: number;
  rssMiB: number;
  busy: number; // of the servers' core, 0 to 1
  redisMicros: number; // of Redis, a request
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

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[(sorted.length - 1) >> 1], sorted.at(-1)];
  if (min === undefined || median === undefined || max === undefined) throw new Error('nothing was measured');
  return { median, min, max };
}

export function summarise(windows: readonly Window[]): Summary {
  const of = (figure: keyof Window): Spread => spread(windows.map((window) => window[figure]));
  return { cpuMicros: of('cpuMicros'), perSecond: of('perSecond'), p99Ms: of('p99Ms'), rssMiB: of('rssMiB'), busy: of('busy'), redisMicros: of('redisMicros'), others: of('others') };
}

export async function measure(row: LoadRow, redis: Redis, effort: Effort): Promise<Outcome[]> {
  const servers: Server[] = [];
  try {
    for (const [i, subject] of row.subjects.entries()) servers.push(await Server.start(subject, row, redis.database(i)));
    if (effort.warmUp > 0) for (const server of servers) await load(row, server, effort.warmUp);
    const windows = servers.map((): Window[] => []);
    for (let round = 0; round < effort.rounds; ++round) for (const [i, server] of servers.entries()) windows[i]?.push(await window(row, server, redis, effort.seconds));
    return servers.map((server, i) => ({ name: server.subject.name, summary: summarise(windows[i] ?? []) }));
  } finally {
    await Promise.all(servers.map((server) => server.end()));
  }
}

async function window(row: LoadRow, server: Server, redis: Redis, seconds: number): Promise<Window> {
  const look = (): number[] => [performance.now() / 1000, server.cpuSeconds(), cpuSeconds(redis.pid), busySeconds(), ownCpuSeconds()];
  const commands = redis.commandsSoFar();
  const before = look();
  const { requests, p99Ms, ...answered } = await load(row, server, seconds);
  const [wall = 0, cpu = 0, redisCpu = 0, busy = 0, own = 0] = look().map((after, i) => after - (before[i] ?? 0));
  if (server.subject.redis === 'every request' && redis.commandsSoFar() - commands < requests) throw new Error(`${server.subject.name}: Redis was asked less often than once a request`);
  return {
    cpuMicros: (cpu / requests) * 1e6,
    perSecond: requests / answered.seconds,
    p99Ms,
    rssMiB: server.residentMiB(),
    busy: cpu / wall,
    redisMicros: (redisCpu / requests) * 1e6,
    others: Math.max(0, busy - cpu - redisCpu - own) / (wall * cores),
  };
}

// Throws when it was not answered as the row expects: then it measured something else.
async function load(row: LoadRow, server: Server, seconds: number): Promise<Answered> {
  const urls = server.urls;
  const parts = await Promise.all(urls.map((url) => run({ url, seconds, connections: kConnections / urls.length, post: row.post })));
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
export function judge(aim: Aim, outcomes: readonly Outcome[]): { text: string; met: boolean }[] {
  const ours = outcomes[0]?.summary;
  const peer = outcomes.find(({ name }) => name === aim.than)?.summary;
  if (!ours || !peer) throw new Error(`an aim names ${aim.than}, which is not in its row`);
  const verdicts: { text: string; met: boolean }[] = [];
  if (aim.cpu !== undefined) {
    const share = ours.cpuMicros.median / peer.cpuMicros.median;
    verdicts.push({ text: `at most ${aim.cpu.toFixed(2)} of the CPU of ${aim.than}: ${share.toFixed(3)}`, met: share <= aim.cpu });
  }
  if (aim.throughput !== undefined) {
    const times = ours.perSecond.median / peer.perSecond.median;
    verdicts.push({ text: `at least ${aim.throughput} × the throughput of ${aim.than}: ${times.toFixed(2)}`, met: times >= aim.throughput });
  }
  return verdicts;
}
