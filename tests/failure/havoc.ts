// Kills and stops the platform's processes at random moments, and does what a process manager does: starts what has died.
import { setTimeout as pause } from 'node:timers/promises';
import { send, type Server } from '../../features/support/deployment.ts';
import type { Platform } from '../../features/support/platform.ts';

const programs = ['api', 'worker', 'second worker'] as const;
const servers: readonly Server[] = ['postgres', 'redis'];
const settings = { TENSTONE_JOBS_SLOTS: '16' };

type Victim = (typeof programs)[number] | Server;
export interface Blow {
  how: 'kill' | 'stop';
  victim: Victim;
}
const victims: readonly Victim[] = [...programs, ...servers];
export const everyBlow: readonly Blow[] = (['kill', 'stop'] as const).flatMap((how) => victims.map((victim) => ({ how, victim })));

// Which blow falls next. The first ones are one of each kind, in random order; then any: three of four are kills.
export function* blows(random: () => number): Generator<Blow, never> {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const left = new Set(everyBlow);
  while (left.size > 0) {
    const blow = pick([...left]);
    left.delete(blow);
    yield blow;
  }
  for (;;) yield { victim: pick(victims), how: random() < 0.25 ? 'stop' : 'kill' };
}

// Numbers that come again with the same seed (mulberry32).
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export class Havoc {
  readonly counts = new Map<string, number>();
  readonly #platform: Platform;
  readonly #random: () => number;
  readonly #blows: Generator<Blow, never>;

  constructor(platform: Platform, seed: number) {
    this.#platform = platform;
    this.#random = numbers(seed);
    this.#blows = blows(this.#random);
  }

  async startAll(): Promise<void> {
    await Promise.all(programs.map((name) => this.#start(name)));
  }

  get kills(): number {
    return [...this.counts].filter(([what]) => what.startsWith('kill')).reduce((sum, [, count]) => sum + count, 0);
  }
  get strikes(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  // One blow. The moment is the test's input; nothing is waited for by time.
  async strike(): Promise<void> {
    await pause(50 + this.#random() * 450);
    const { how, victim } = this.#blows.next().value;
    const what = `${how} ${victim}`;
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    if (how === 'stop') await this.#stop(victim);
    else await this.#kill(victim);
  }

  async #start(name: (typeof programs)[number]): Promise<void> {
    await this.#platform.start(name === 'api' ? 'api' : 'worker', settings, name);
  }

  // Kills a program, or a server with all of its processes or with one of them (a backend, the checkpointer, …).
  async #kill(victim: Victim): Promise<void> {
    if (victim === 'postgres' || victim === 'redis') {
      const pids = this.#platform.pidsOf(victim);
      const chosen = this.#random() < 0.5 ? pids : pids.slice(0, 1);
      for (const pid of chosen) send(pid, 'SIGKILL');
    } else {
      await this.#platform.kill(victim);
      await this.#start(victim);
    }
  }

  async #stop(victim: Victim): Promise<void> {
    const server = victim === 'postgres' || victim === 'redis';
    const pids = server ? this.#platform.pidsOf(victim) : [this.#platform.process(victim).pid];
    for (const pid of pids) send(pid, 'SIGSTOP');
    await pause(200 + this.#random() * 1800);
    for (const pid of pids) send(pid, 'SIGCONT');
  }
}
