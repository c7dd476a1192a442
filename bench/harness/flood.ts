// Heavy work and a light request in one program: how much of the work a core does, and how long the light one waits beside it.
import { execFileSync } from 'node:child_process';
import { Agent, get } from 'node:http';
import { run } from './load.ts';
import { kServerCore, pinned, root } from './machine.ts';
import { spread, storesOf, type Beside, type Effort } from './measure.ts';
import { meter } from './meter.ts';
import { table } from './report.ts';
import type { FloodRow } from './row.ts';
import { Server } from './server.ts';

const kLightPerSecond = 100;

interface Round {
  alone: number; // the heavy work by itself, a second
  perSecond: number; // of the flood
  cpuMs: number; // of the server, one of it, with the light requests
  quietMs: number; // p99 of the light request
  besideMs: number;
  rssMiB: number;
}

export async function measureFlood(row: FloodRow, beside: Beside, effort: Effort): Promise<string> {
  const stores = await storesOf(row.subject, 0, beside);
  const question = { path: row.light.path, status: 200, body: row.light.body, login: row.login };
  const server = await Server.start(row.subject, question, stores);
  try {
    const rounds: Round[] = [];
    for (let i = 0; i < effort.rounds; ++i) rounds.push(await round(row, server, beside, effort.seconds));
    return report(row, rounds);
  } finally {
    await server.end();
  }
}

async function round(row: FloodRow, server: Server, { redis, postgres }: Beside, seconds: number): Promise<Round> {
  const [url = ''] = server.urls;
  const [program, words] = pinned(kServerCore, [`${root}${row.alone}`, String(seconds)]);
  const alone = Number(execFileSync(program, words, { encoding: 'utf8' }));
  const { path, post } = row.login.at(-1) ?? row.login[0];
  const flood = { url: url.replace(row.light.path, path), post, seconds, connections: row.connections };
  const quietMs = await waits(url, seconds);
  const used = meter(() => server.cpuSeconds(), redis, await postgres());
  const [heavy, besideMs] = await Promise.all([run(flood), waits(url, seconds)]);
  const { server: cpu } = used();
  if (heavy.refused + heavy.broken > 0) throw new Error(`${heavy.refused} of ${heavy.requests} were refused, ${heavy.broken} had no answer`);
  return { alone, perSecond: heavy.requests / heavy.seconds, cpuMs: (cpu / heavy.requests) * 1000, quietMs, besideMs, rssMiB: server.residentMiB() };
}

// p99 of a request that comes at its time, whether the one before was answered or not: wrk's closed loop would take half of
// the core for itself.
async function waits(url: string, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const waited: Promise<number>[] = [];
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      waited.push(once(url, agent));
      if (waited.length < seconds * kLightPerSecond) return;
      clearInterval(timer);
      resolve();
    }, 1000 / kLightPerSecond);
  });
  const sorted = (await Promise.all(waited)).toSorted((a, b) => a - b);
  agent.destroy();
  return sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
}

function once(url: string, agent: Agent): Promise<number> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const call = get(url, { agent }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - begin);
        else reject(new Error(`${url} answered ${response.statusCode ?? 0}`));
      });
    });
    call.on('error', reject);
  });
}

function report({ subject, light, aims }: FloodRow, rounds: readonly Round[]): string {
  const of = (figure: keyof Round): number => spread(rounds.map((each) => each[figure])).median;
  const share = of('perSecond') / of('alone');
  const slower = of('besideMs') / of('quietMs');
  const figures = [of('perSecond').toFixed(1), of('alone').toFixed(1), of('cpuMs').toFixed(1), of('quietMs').toFixed(2), of('besideMs').toFixed(2), of('rssMiB').toFixed(0)];
  const met = (is: boolean): string => (is ? 'met' : '**missed**');
  return `${table(['', 'a second', 'the hash alone, a second', 'server CPU ms', `p99 of ${light.path}, quiet, ms`, 'beside it, ms', 'RSS MiB'], [[subject.name, ...figures]])}
- at least ${aims.share.toFixed(2)} of what a core does of the hash alone: ${share.toFixed(3)}: ${met(share >= aims.share)}
- ${light.path} waits at most ${aims.slower} × as long as without it: ${slower.toFixed(2)}: ${met(slower <= aims.slower)}
`;
}
