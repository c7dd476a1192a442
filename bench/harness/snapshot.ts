// A row of workers, each of which empties a full queue by itself, and then while another session of its database holds a snapshot:
// what is deleted stays in tables and indexes then, as behind a long report or a backup.
import { spawn, type ChildProcess } from 'node:child_process';
import { eventually } from '../../features/support/eventually.ts';
import { spread, storesOf, type Beside, type Effort, type Spread, type Verdict } from './measure.ts';
import type { PostgresDatabase } from './postgres.ts';
import { table, thousands } from './report.ts';
import type { SnapshotRow } from './row.ts';
import { Worker, type Emptied } from './worker.ts';

const kTimesTheJobs = 4; // the longer it is held, the more there is to walk

export interface UnderSnapshot {
  name: string;
  alone: Record<'perSecond' | 'postgresMicros', Spread>;
  held: Record<'perSecond' | 'postgresMicros', Spread>;
  share: Spread; // of the throughput alone, window by window
}

export async function measureUnderSnapshot(row: SnapshotRow, beside: Beside, effort: Effort): Promise<UnderSnapshot[]> {
  const all: { worker: Worker; alone: Emptied[]; held: Emptied[] }[] = [];
  const jobs = effort.jobs * kTimesTheJobs;
  try {
    for (const [i, subject] of row.subjects.entries()) all.push({ worker: await Worker.start(subject, await storesOf(subject, i, beside), effort.history), alone: [], held: [] });
    if (effort.warmUp > 0) for (const { worker } of all) await worker.empty(beside, jobs);
    for (let round = 0; round < effort.rounds; ++round)
      for (const { worker, alone, held } of all) {
        alone.push(await worker.empty(beside, jobs));
        held.push(await whileHeld(worker.database, () => worker.empty(beside, jobs)));
      }
    return all.map(({ worker, alone, held }) => {
      const of = (windows: Emptied[]): UnderSnapshot['alone'] => ({ perSecond: spread(windows.map(({ perSecond }) => perSecond)), postgresMicros: spread(windows.map(({ postgresMicros }) => postgresMicros)) });
      return { name: worker.subject.name, alone: of(alone), held: of(held), share: spread(held.map(({ perSecond }, i) => perSecond / (alone[i]?.perSecond ?? NaN))) };
    });
  } finally {
    await Promise.all(all.map(({ worker }) => worker.end()));
  }
}

// While a transaction of REPEATABLE READ that has read something does nothing more.
async function whileHeld<T>(database: PostgresDatabase | undefined, work: () => Promise<T>): Promise<T> {
  if (!database) throw new Error('a subject without a database is measured under a snapshot');
  const session = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database.url], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    let printed = '';
    session.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    session.stdin.write('BEGIN ISOLATION LEVEL REPEATABLE READ;\nSELECT pg_backend_pid();\n');
    const pid = await eventually('a session has a snapshot', () => Number(printed), (seen) => seen > 0);
    const done = await work();
    // Transactions of the window are younger.
    const [held] = database.ask(`SELECT age(backend_xmin) > 0 FROM pg_stat_activity WHERE pid = ${pid}`);
    if (held !== 't') throw new Error('nobody has held a snapshot');
    return done;
  } finally {
    await ended(session);
  }
}

async function ended(session: ChildProcess): Promise<void> {
  session.stdin?.end();
  await eventually('the session has ended', () => session.exitCode, (code) => code !== null);
}

export function judgeSnapshot(aim: SnapshotRow['aim'], [ours]: readonly UnderSnapshot[]): Verdict {
  if (!ours) throw new Error('an aim is about the row of nobody');
  return { text: `under the snapshot at least ${aim.share} of the throughput without: ${ours.share.median.toFixed(2)}`, met: ours.share.median >= aim.share };
}

export function snapshotTable(outcomes: readonly UnderSnapshot[]): string {
  const rate = ({ median, min, max }: Spread): string => `${thousands(median)} (${thousands(min)}–${thousands(max)})`;
  return table(
    ['', 'jobs/s', 'under the snapshot', 'share', 'PostgreSQL CPU µs', 'under the snapshot'],
    outcomes.map(({ name, alone, held, share }) => [
      name,
      rate(alone.perSecond),
      rate(held.perSecond),
      share.median.toFixed(2),
      alone.postgresMicros.median.toFixed(1),
      held.postgresMicros.median.toFixed(1),
    ]),
  );
}
