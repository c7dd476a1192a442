// A row of backups: each subject backs up the database of pgbench, or restores it, once a round, in turn. Everybody has all cores.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { kAllCores, kStoresCore, pinned, root } from './machine.ts';
import { spread, type Beside, type Effort, type Spread, type Verdict } from './measure.ts';
import type { Postgres, PostgresDatabase } from './postgres.ts';
import { aims, table, withRange } from './report.ts';
import type { BackupAim, BackupRow, BackupSubject } from './row.ts';

const kClients = '/usr/lib/postgresql/15/bin'; // Debian's pg_dump in PATH is a script in Perl
const kUpdates = 10_000;

export interface Backup {
  seconds: number; // without what is said apart
  cpu: number; // seconds of the subject's processes
  postgresCpu: number; // seconds
  mib: number; // the most that one process took
  apart: number; // seconds
  first: number; // bytes of its folder before
  grown: number; // bytes
}
export type BackupSummary = Record<keyof Backup, Spread>;
export interface BackedUp {
  name: string;
  summary: BackupSummary;
}

export async function measureBackups(row: BackupRow, beside: Beside, effort: Effort): Promise<string> {
  const postgres = await beside.postgres();
  postgres.moveTo(kAllCores);
  try {
    const database = postgres.create();
    execFileSync(`${kClients}/pgbench`, ['-i', '-q', '-s', String(effort.scale), '-d', database.url], { stdio: 'ignore' });
    const all = row.subjects.map((subject) => ({ subject, folder: join(database.folder, subject.name.replaceAll(/\W+/g, '-')), rounds: [] as Backup[] }));
    for (let round = 0; round < effort.rounds; ++round) {
      for (const { subject, folder } of all) prepare(subject, folder, database);
      if (row.changes) database.run('SELECT setseed(0.5)', `UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid IN (SELECT 1 + (random() * ${effort.scale * 100_000 - 1})::int FROM generate_series(1, ${kUpdates}))`);
      for (const { subject, folder, rounds } of all) rounds.push(measured(subject, folder, database, postgres));
    }
    const outcomes = all.map(({ subject, rounds }) => ({ name: subject.name, summary: summarise(rounds) }));
    return backupTable(row, outcomes);
  } finally {
    postgres.moveTo(kStoresCore);
  }
}

export function summarise(rounds: readonly Backup[]): BackupSummary {
  const of = (figure: keyof Backup): Spread => spread(rounds.map((round) => round[figure]));
  return { seconds: of('seconds'), cpu: of('cpu'), postgresCpu: of('postgresCpu'), mib: of('mib'), apart: of('apart'), first: of('first'), grown: of('grown') };
}

function environment(folder: string, database: PostgresDatabase): NodeJS.ProcessEnv {
  const { PATH = '' } = process.env;
  const restored = `${database.name}__restored`;
  return { ...process.env, PATH: `${kClients}:${PATH}`, FOLDER: folder, DATABASE_URL: database.adminUrl, RESTORED: restored, RESTORED_URL: database.named(restored).adminUrl, RESTIC_PASSWORD: 'bench', XDG_CACHE_HOME: `${folder}-cache` };
}

function prepare({ prepare }: BackupSubject, folder: string, database: PostgresDatabase): void {
  for (const each of [folder, `${folder}-cache`]) rmSync(each, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (prepare === undefined) return;
  const [program, words] = pinned(kAllCores, ['bash', '-ec', prepare]);
  execFileSync(program, words, { cwd: root, env: environment(folder, database), stdio: ['ignore', 'ignore', 'inherit'] });
}

function measured({ work }: BackupSubject, folder: string, database: PostgresDatabase, postgres: Postgres): Backup {
  database.tidy();
  const [first, cpuBefore] = [bytesIn(folder), postgres.cpuSeconds()];
  const [program, words] = pinned(kAllCores, ['python3', 'bench/harness/usage.py', 'bash', '-ec', `set -o pipefail; ${work}`]);
  const printed = execFileSync(program, words, { cwd: root, env: environment(folder, database), encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const postgresCpu = postgres.cpuSeconds() - cpuBefore;
  const [json = '', ...said] = printed.trimEnd().split('\n').toReversed();
  const usage = JSON.parse(json) as { seconds: number; cpu: number; MiB: number };
  const apart = Number(/^apart (.*)$/m.exec(said.join('\n'))?.[1] ?? 0);
  checkAndDrop(database);
  return { seconds: usage.seconds - apart, cpu: usage.cpu, postgresCpu, mib: usage.MiB, apart, first, grown: bytesIn(folder) - first };
}

// Databases that were restored have all rows, and go.
function checkAndDrop(database: PostgresDatabase): void {
  const [rows] = database.ask('SELECT count(*) FROM pgbench_accounts');
  for (const name of database.ask(`SELECT coalesce(string_agg(datname, E'\\t'), '') FROM pg_database WHERE datname LIKE '${database.name}\\_\\_%'`).filter((each) => each !== '')) {
    const restored = database.named(name);
    assert.deepEqual(restored.ask('SELECT count(*) FROM pgbench_accounts'), [rows], `${name} has other rows`);
    database.asAdmin(`DROP DATABASE "${name}"`);
  }
}

function bytesIn(folder: string): number {
  const all = readdirSync(folder, { withFileTypes: true, recursive: true });
  return all.reduce((sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0), 0);
}

export function judgeBackup(aim: BackupAim, [ours, ...others]: readonly BackedUp[]): Verdict {
  assert.ok(ours, 'an aim is about the row of nobody');
  const { seconds, mib, first, grown } = ours.summary;
  if ('mostMiB' in aim) return { text: `at most ${aim.mostMiB} MiB: ${mib.median.toFixed(0)}`, met: mib.median <= aim.mostMiB };
  if ('newShare' in aim) {
    const share = grown.median / first.median;
    return { text: `new bytes at most ${(aim.newShare * 100).toFixed(0)} % of those of the first version: ${(share * 100).toFixed(0)} %`, met: share <= aim.newShare };
  }
  const compared = others.filter(({ name }) => aim.than === 'the fastest' || name === aim.than);
  assert.ok(compared.length > 0, `an aim names ${aim.than}, which its row does not have`);
  const times = Math.min(...compared.map(({ summary }) => summary.seconds.median)) / seconds.median;
  return { text: `at least ${aim.faster} × as fast as ${aim.than}: ${times.toFixed(2)}`, met: times >= aim.faster };
}

function backupTable(row: BackupRow, outcomes: readonly BackedUp[]): string {
  const ours = outcomes[0]?.summary.seconds.median ?? NaN;
  const restores = outcomes.some(({ summary }) => summary.apart.median > 0);
  const lines = outcomes.map(({ name, summary: { seconds, cpu, postgresCpu, mib, apart, first, grown } }) => [
    name,
    withRange(seconds, 2),
    (seconds.median / ours).toFixed(2),
    withRange(cpu, 2),
    withRange(postgresCpu, 2),
    mib.median.toFixed(0),
    ...(restores ? [apart.median > 0 ? apart.median.toFixed(2) : ''] : [(grown.median / 1e6).toFixed(1)]),
    ...(row.changes ? [`${((grown.median / first.median) * 100).toFixed(0)} %`] : []),
  ]);
  const head = ['', 's', '× ours', 'CPU s', 'PostgreSQL CPU s', 'MiB', ...(restores ? ['then compared, s'] : ['stored MB']), ...(row.changes ? ['of the first'] : [])];
  return `${table(head, lines)}\n${aims(row.aims.map((aim) => judgeBackup(aim, outcomes)))}`;
}
