// Kills and stops a deployment's processes at random moments, and does what a process manager does: starts what has died.
import { setTimeout as pause } from 'node:timers/promises';
import { send, type Deployment, type Server } from '../../features/support/deployment.ts';

const servers: readonly Server[] = ['postgres', 'redis'];

export interface Blow {
  how: 'kill' | 'stop';
  victim: string;
}
// Each kind of blow, to these programs and to the servers.
export function everyBlow(programs: readonly string[]): Blow[] {
  return (['kill', 'stop'] as const).flatMap((how) => [...programs, ...servers].map((victim) => ({ how, victim })));
}

// Which blow falls next. The first ones are one of each kind, in random order; then any: three of four are kills.
export function* blows(programs: readonly string[], random: () => number): Generator<Blow, never> {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const victims = [...programs, ...servers];
  const left = new Set(everyBlow(programs));
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

function isServer(victim: string): victim is Server {
  return (servers as readonly string[]).includes(victim);
}

export class Havoc {
  readonly counts = new Map<string, number>();
  readonly #deployment: Deployment;
  readonly #programs: readonly string[];
  readonly #start: (program: string) => Promise<void>;
  readonly #random: () => number;
  readonly #blows: Generator<Blow, never>;

  constructor(deployment: Deployment, programs: readonly string[], start: (program: string) => Promise<void>, seed: number) {
    this.#deployment = deployment;
    this.#programs = programs;
    this.#start = start;
    this.#random = numbers(seed);
    this.#blows = blows(programs, this.#random);
  }

  // The kinds of blow that have not fallen.
  get missing(): string[] {
    return everyBlow(this.#programs).map(({ how, victim }) => `${how} ${victim}`).filter((blow) => !this.counts.has(blow));
  }
  get summary(): string {
    return [...this.counts].sort().map(([what, count]) => `${what} ${count}`).join(', ');
  }
  get kills(): number {
    return [...this.counts].filter(([what]) => what.startsWith('kill')).reduce((sum, [, count]) => sum + count, 0);
  }

  get fallen(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  // Blows until each kind has fallen, and so many kills.
  async rage(kills: number): Promise<void> {
    while (this.missing.length > 0 || this.kills < kills) await this.strike();
  }
  // So many blows, and no fewer than one of each kind.
  async storm(blows: number): Promise<void> {
    while (this.missing.length > 0 || this.fallen < blows) await this.strike();
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

  // Kills a program, or a server with all of its processes or with one of them (a backend, the checkpointer, …).
  async #kill(victim: string): Promise<void> {
    if (isServer(victim)) {
      const pids = this.#deployment.pidsOf(victim);
      const chosen = this.#random() < 0.5 ? pids : pids.slice(0, 1);
      for (const pid of chosen) send(pid, 'SIGKILL');
    } else {
      await this.#deployment.kill(victim);
      await this.#start(victim);
    }
  }

  async #stop(victim: string): Promise<void> {
    const pids = isServer(victim) ? this.#deployment.pidsOf(victim) : [this.#deployment.process(victim).pid];
    for (const pid of pids) send(pid, 'SIGSTOP');
    await pause(200 + this.#random() * 1800);
    for (const pid of pids) send(pid, 'SIGCONT');
  }
}
