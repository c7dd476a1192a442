// A row of workers: all of them run from its beginning to its end. In turn each empties a full queue, then begins jobs as they
// come, then jobs as they are due.
import { eventually } from '../../features/support/eventually.ts';
import { freePort, Running, tail } from '../../features/support/processes.ts';
import { jobsStore, type JobsStore } from './jobs_store.ts';
import { cpuSeconds, kLoadCore, kServerCore, pinned, residentMiB, root } from './machine.ts';
import { spread, storesOf, type Beside, type Effort, type Spread, type Verdict } from './measure.ts';
import { meter } from './meter.ts';
import type { PostgresDatabase } from './postgres.ts';
import type { LateAim, WorkerRow, WorkerSubject } from './row.ts';
import { environment, prepare, type Stores } from './server.ts';

const kEveryMs = 5; // 200 a second
const kDueAfterMs = 1000; // by then all of them are enqueued, and nothing wakes the worker
const kLookMs = 500; // for the end: each look costs PostgreSQL some milliseconds
const kLongestMs = 180_000;

// Of a full queue that was emptied.
export interface Emptied {
  cpuMicros: number; // of the worker, a job
  perSecond: number;
  redisMicros: number; // of Redis, a job
  postgresMicros: number; // of PostgreSQL, a job
  rssMiB: number;
  busy: number; // of the servers' core, 0 to 1
  others: number;
}
export interface WorkerWindow extends Emptied {
  pickupP50Ms: number;
  pickupP99Ms: number;
  dueP50Ms: number;
  dueP99Ms: number;
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
    for (const [i, subject] of row.subjects.entries()) all.push({ worker: await Worker.start(subject, await storesOf(subject, i, beside), effort.history), windows: [] });
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

export function judgeLate({ figure, withinMs }: LateAim, [ours]: readonly WorkerOutcome[]): Verdict {
  if (!ours) throw new Error('an aim is about the row of nobody');
  const late = ours.summary[figure].median;
  const what = { pickupP99Ms: 'picked up with a p99', dueP99Ms: 'begun when due with a p99' }[figure];
  return { text: `${what} within ${withinMs} ms: ${late.toFixed(1)} ms`, met: late <= withinMs };
}

export class Worker {
  readonly subject: WorkerSubject;
  readonly #stores: Stores;
  readonly #jobs: JobsStore;
  readonly #running: Running;

  private constructor(subject: WorkerSubject, stores: Stores, port: number) {
    this.subject = subject;
    this.#stores = stores;
    this.#jobs = jobsStore(subject.queue, stores);
    this.#running = this.#start(kServerCore, subject.args ?? [], port);
  }

  // With so many runs of days before, where its queue has a history.
  static async start(subject: WorkerSubject, stores: Stores, history: number): Promise<Worker> {
    await prepare(subject, stores);
    if (subject.queue.history !== undefined) stores.postgres?.run(subject.queue.history.replaceAll('{runs}', String(history)));
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
  async empty({ redis, postgres }: Beside, jobs: number): Promise<Emptied> {
    await this.#empties(); // what was enqueued otherwise
    this.#jobs.clear();
    this.#jobs.tidy();
    await this.#fill(jobs);
    const used = meter(() => cpuSeconds(this.#running.pid), redis, await postgres());
    await this.#empties();
    const { server, others, ...beside } = used();
    const { runs, seconds } = this.#jobs.ended();
    if (runs !== jobs) throw new Error(`${this.subject.name}: ${jobs} jobs have ended, and ${runs} runs are stored`);
    const micros = (cpu: number): number => (cpu / jobs) * 1e6;
    return {
      cpuMicros: micros(server),
      perSecond: jobs / seconds,
      redisMicros: micros(beside.redis),
      postgresMicros: micros(beside.postgres),
      rssMiB: residentMiB(this.#running.pid),
      busy: Math.min(1, server / seconds),
      others,
    };
  }

  get database(): PostgresDatabase | undefined {
    return this.#stores.postgres;
  }

  // How late so many jobs begin, in milliseconds.
  async begin(jobs: number, delayMs: number): Promise<number[]> {
    const from = this.#running.stdout.length;
    await this.#do([...this.subject.queue.produce, ...[jobs, kEveryMs, delayMs].map(String)]);
    const late = (): number[] => [...this.#running.stdout.slice(from).matchAll(/^late (-?[\d.]+)$/gm)].map(([, ms]) => Number(ms));
    const all = await eventually(`${this.subject.name} begins ${jobs} jobs`, late, (seen) => seen.length >= jobs, 60_000);
    if (all.length > jobs) throw new Error(`${this.subject.name}: ${jobs} jobs were enqueued, ${all.length} have begun`);
    return all;
  }

  end(): Promise<void> {
    return this.#running.end();
  }

  async #empties(): Promise<void> {
    await eventually(`${this.subject.name} empties its queue`, () => this.#jobs.left(), (left) => left === 0 || !this.#running.running, kLongestMs, kLookMs);
    if (!this.#running.running) throw new Error(`${this.subject.name} ${this.#running.state}:\n${tail(this.#running.output)}`);
  }

  async #fill(jobs: number): Promise<void> {
    const { fill } = this.subject.queue;
    if (typeof fill === 'string') this.#jobs.run(fill.replace('{jobs}', String(jobs)));
    else await this.#do([...fill, String(jobs)]);
  }

  // The subject's program beside its worker, until it has done something.
  async #do(words: string[]): Promise<void> {
    const program = this.#start(kLoadCore, words);
    const { code } = await program.ended(60_000).finally(() => (program.running ? program.kill() : undefined));
    if (code !== 0) throw new Error(`${program.name} ended with ${String(code)}:\n${tail(program.output)}`);
  }

  #start(core: string, words: string[], port?: number): Running {
    const env = { ...environment(this.subject, this.#stores), ...(port === undefined ? {} : { PORT: String(port) }) };
    return new Running(`${this.subject.name} ${words.join(' ')}`, ...pinned(core, [this.subject.program, ...words]), env, root);
  }
}
