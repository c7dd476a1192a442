// graphile-worker with the settings of its performance page: a local queue, completions in batches. Its finished jobs are
// deleted, so the task writes a row of its run, as ours has one: with the rows of the others that end at the same time in one
// statement, and it ends when that is durable.
//   [serve] | migrate | produce COUNT EVERY_MS DELAY_MS
import { Logger, makeWorkerUtils, run, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { begun, kName, produceBy, runVerb } from './jobs.js';

const connectionString = process.env.DATABASE_URL;
const logger = new Logger(() => (level, message) => level === 'error' && console.error(message));
const fast = { maxPoolSize: 25, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };
const preset = { worker: { connectionString, logger, pollInterval: 1000, concurrentJobs: Number(process.env.CONCURRENCY), ...fast } };

// What the platform's table has, with the indexes of it.
const kSchema = `
CREATE TABLE job_runs (
  org_id uuid NOT NULL, job_id bigint NOT NULL, worker text NOT NULL, run_at timestamptz NOT NULL, started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL, kind text NOT NULL, outcome text NOT NULL, attempt smallint NOT NULL,
  error_code text, error_text text, trace text);
CREATE INDEX job_runs_job ON job_runs (org_id, job_id);
CREATE INDEX job_runs_finished ON job_runs USING brin (finished_at)`;
const kOrganisation = '018bcfe5-6800-7000-8000-000000000000';
const kStore = {
  name: 'store_runs',
  text: `INSERT INTO job_runs (org_id, job_id, worker, run_at, started_at, finished_at, kind, outcome, attempt)
         SELECT $1, job_id, worker, run_at, started_at, now(), kind, 'succeeded', attempt
           FROM unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::smallint[])
             AS ended(job_id, worker, run_at, started_at, kind, attempt)`,
};

// Rows that come while a statement is under way share the next one.
class Runs {
  #pool = new pg.Pool({ connectionString, max: 2 });
  #waiting = [];
  #storing = 0;

  store(job, startedAt) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, startedAt, resolve, reject });
      if (this.#storing === 0) queueMicrotask(() => this.#flush());
    });
  }

  async #flush() {
    if (this.#storing > 0 || this.#waiting.length === 0) return;
    this.#storing += 1;
    const rows = this.#waiting.splice(0);
    const column = (of) => rows.map(of);
    try {
      await this.#pool.query({
        ...kStore,
        values: [
          kOrganisation,
          column(({ job }) => job.id),
          column(({ job }) => job.locked_by),
          column(({ job }) => job.run_at),
          column(({ startedAt }) => startedAt),
          column(({ job }) => job.task_identifier),
          column(({ job }) => job.attempts),
        ],
      });
      for (const { resolve } of rows) resolve();
    } catch (error) {
      for (const { reject } of rows) reject(error);
    } finally {
      this.#storing -= 1;
      this.#flush();
    }
  }
}

async function serve() {
  const runs = new Runs();
  const nothing = async (payload, { job }) => {
    const startedAt = new Date();
    begun(payload);
    await runs.store(job, startedAt);
  };
  await run({ preset, taskList: { [kName]: nothing } });
}

async function produce(count, everyMs, delayMs) {
  const utils = await makeWorkerUtils({ connectionString, logger });
  await produceBy((payload, due) => utils.addJob(kName, payload, due === undefined ? {} : { runAt: new Date(due) }), count, everyMs, delayMs);
  await utils.release();
}

async function migrate() {
  await runMigrations({ connectionString, logger });
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(kSchema);
  await client.end();
}

await runVerb({ serve, migrate, produce });
