// A row of workers: all of them run from its beginning to its end. In turn each empties a full queue, then begins jobs as they
// come, then jobs as they are due.
import { eventually } from '../../features/support/eventually.ts';
import { freePort, Running, tail } from '../../features/support/processes.ts';
import { cpuSeconds, kLoadCore, kServerCore, pinned, residentMiB, root } from './machine.ts';
import { spread, storesOf, type Beside, type Effort, type Spread } from './measure.ts';
import { meter } from './meter.ts';
import type { PostgresDatabase } from './postgres.ts';
import type { WorkerRow, WorkerSubject } from './row.ts';
import { environment, prepare, type Stores } from './server.ts';

const kEveryMs = 5; // 200 a second
const kDueAfterMs = 1000; // by then all of them are enqueued, and nothing wakes the worker
const kLookMs = 500; // for the end: each look costs PostgreSQL some milliseconds
const kLongestMs = 180_000;

export interface WorkerWindow {
  cpuMicros: number; // of the worker, a job
  perSecond: number;
  postgresMicros: number; // of PostgreSQL, a job
  rssMiB: number;
  busy: number; // of the servers' core, 0 to 1
  pickupP50Ms: number;
  pickupP99Ms: number;
  dueP50Ms: number;
  dueP99Ms: number;
  others: number;
}

export interface WorkerOutcome {
  name: string;
  summary: Record<keyof WorkerWindow, Spread>;
}

interface AtWork {
  worker: Worker;
  windows: WorkerWindow[];
}

export async function measureWorkers(row: WorkerRow, beside: Beside, effort: Effort): Promise<WorkerOutcome[]> {
  const all: AtWork[] = [];
  try {
    for (const [i, subject] of row.subjects.entries()) all.push({ worker: await Worker.start(subject, await storesOf(subject, i, beside)), windows: [] });
    if (effort.warmUp > 0) for (const { worker } of all) await worker.empty(beside, effort.jobs);
    for (let round = 0; round < effort.rounds; ++round)
      for (const { worker, windows } of all) {
        const emptied = await worker.empty(beside, effort.jobs);
        const [pickupP50Ms, pickupP99Ms] = percentiles(await worker.begin((effort.seconds * 1000) / kEveryMs, 0));
        const [dueP50Ms, dueP99Ms] = percentiles(await worker.begin((effort.seconds * 1000) / kEveryMs, kDueAfterMs));
        windows.push({ ...emptied, pickupP50Ms, pickupP99Ms, dueP50Ms, dueP99Ms });
      }
    return all.map(({ worker, windows }) => {
      const of = (figure: keyof WorkerWindow): Spread => spread(windows.map((window) => window[figure]));
      const figures = Object.keys(windows[0] ?? {}) as (keyof WorkerWindow)[];
      return { name: worker.subject.name, summary: Object.fromEntries(figures.map((figure) => [figure, of(figure)])) as WorkerOutcome['summary'] };
    });
  } finally {
    await Promise.all(all.map(({ worker }) => worker.end()));
  }
}

// Nearest rank.
export function percentiles(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.ceil(share * sorted.length) - 1];
    if (value === undefined) throw new Error('nothing was measured');
    return value;
  };
  return [at(0.5), at(0.99)];
}

class Worker {
  readonly subject: WorkerSubject;
  readonly #stores: Stores;
  readonly #running: Running;

  private constructor(subject: WorkerSubject, stores: Stores, port: number) {
    this.subject = subject;
    this.#stores = stores;
    this.#running = this.#start(kServerCore, subject.args ?? [], port);
  }

  static async start(subject: WorkerSubject, stores: Stores): Promise<Worker> {
    await prepare(subject, stores);
    const worker = new Worker(subject, stores, await freePort());
    try {
      await worker.begin(1, 0);
      return worker;
    } catch (error) {
      await worker.end();
      throw new Error(`${subject.name} does not start as it should: ${String(error)}\n${tail(worker.#running.output)}`);
    }
  }

  // A full queue, until its last run is stored.
  async empty({ redis, postgres }: Beside, jobs: number): Promise<Omit<WorkerWindow, 'pickupP50Ms' | 'pickupP99Ms' | 'dueP50Ms' | 'dueP99Ms'>> {
    const { fill, left, runs } = this.subject.queue;
    const database = this.#database;
    database.run(`TRUNCATE ${runs}`);
    database.tidy();
    database.run(fill.replace('{jobs}', String(jobs)));
    const used = meter(() => cpuSeconds(this.#running.pid), redis, await postgres());
    const waiting = (): number => Number(database.ask(left)[0]);
    await eventually(`${this.subject.name} empties its queue`, waiting, (jobsLeft) => jobsLeft === 0 || !this.#running.running, kLongestMs, kLookMs);
    if (!this.#running.running) throw new Error(`${this.subject.name} ${this.#running.state}:\n${tail(this.#running.output)}`);
    const { postgres: postgresCpu, server, others } = used();
    const [count, seconds] = database.ask(`SELECT count(*), extract(epoch FROM max(finished_at) - min(started_at)) FROM ${runs}`).map(Number);
    if (count !== jobs || seconds === undefined) throw new Error(`${this.subject.name}: ${jobs} jobs have ended, and ${String(count)} runs are stored`);
    return {
      cpuMicros: (server / jobs) * 1e6,
      perSecond: jobs / seconds,
      postgresMicros: (postgresCpu / jobs) * 1e6,
      rssMiB: residentMiB(this.#running.pid),
      busy: Math.min(1, server / seconds),
      others,
    };
  }

  // How late so many jobs begin, in milliseconds.
  async begin(jobs: number, delayMs: number): Promise<number[]> {
    const from = this.#running.stdout.length;
    const producer = this.#start(kLoadCore, [...this.subject.queue.produce, ...[jobs, kEveryMs, delayMs].map(String)]);
    const { code } = await producer.ended(60_000).finally(() => (producer.running ? producer.kill() : undefined));
    if (code !== 0) throw new Error(`${this.subject.name}: its producer ended with ${String(code)}:\n${tail(producer.output)}`);
    const late = (): number[] => [...this.#running.stdout.slice(from).matchAll(/^late (-?[\d.]+)$/gm)].map(([, ms]) => Number(ms));
    const all = await eventually(`${this.subject.name} begins ${jobs} jobs`, late, (seen) => seen.length >= jobs, 60_000);
    if (all.length > jobs) throw new Error(`${this.subject.name}: ${jobs} jobs were enqueued, ${all.length} have begun`);
    return all;
  }

  end(): Promise<void> {
    return this.#running.end();
  }

  get #database(): PostgresDatabase {
    if (!this.#stores.postgres) throw new Error(`${this.subject.name} prepares no database`);
    return this.#stores.postgres;
  }

  #start(core: string, words: string[], port?: number): Running {
    const env = { ...environment(this.subject, this.#stores), ...(port === undefined ? {} : { PORT: String(port) }) };
    return new Running(`${this.subject.name} ${words.join(' ')}`, ...pinned(core, [this.subject.program, ...words]), env, root);
  }
}
