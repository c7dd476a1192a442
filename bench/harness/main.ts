// tools/bench [--quick|--smoke] [--write] [ROW…]: README.md says more. Exit code 1: something could not be measured; a
// missed aim is reported and is not a failure.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { rows } from '../rows.ts';
import { children, describe, kServerCore, pinned, root, stayOffTheServersCore } from './machine.ts';
import { measureBackups } from './backup.ts';
import { judge, measure, spread, type Beside, type Effort, type Spread, type Verdict } from './measure.ts';
import { measureChanges } from './change.ts';
import { measureFlood } from './flood.ts';
import { measureMemory } from './memory.ts';
import { Postgres } from './postgres.ts';
import { bunProgram } from './programs.ts';
import { measureRates, ratesTable } from './rates.ts';
import { Redis } from './redis.ts';
import { aims, loadTable, method, table, workerTable, write } from './report.ts';
import type { Row } from './row.ts';
import { judgeSnapshot, measureUnderSnapshot, snapshotTable } from './snapshot.ts';
import { judgeLate, measureWorkers } from './worker.ts';

const kWhole: Effort = { rounds: 3, seconds: 4, warmUp: 3, jobs: 50_000, scale: 20, history: 10_000_000 };
const kQuick: Effort = { rounds: 1, seconds: 2, warmUp: 1, jobs: 20_000, scale: 20, history: 1_000_000 };
const kSmoke: Effort = { rounds: 1, seconds: 1, warmUp: 0, jobs: 1_000, scale: 1, history: 1_000 };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' }, smoke: { type: 'boolean' }, write: { type: 'boolean' } } });
const effort = values.smoke ? kSmoke : values.quick ? kQuick : kWhole;
const short = effort !== kWhole;
const unknown = positionals.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) fail(`there is no row ${unknown.join(', ')}. Rows: ${rows.map(({ name }) => name).join(' ')}`);
if (values.write && (short || positionals.length > 0)) fail('--write takes a whole run: the tables of README.md are of one run');

function fail(message: string): never {
  console.error(`tools/bench: ${message}`);
  process.exit(2);
}

function versions(): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(`${root}bench/package.json`, 'utf8')) as { dependencies: Record<string, string> };
  const first = (program: string, ...words: string[]): string => /\d+\.\d+[.\d]*/.exec(execFileSync(program, words, { encoding: 'utf8', cwd: root }))?.[0] ?? '?';
  return { Node: process.versions.node, Bun: first(`${root}${bunProgram}`, '--version'), ...dependencies, PostgreSQL: first('psql', '--version'), Redis: first('redis-cli', '--version'), wrk: '4.1.0', clang: first('clang++-19', '--version') };
}

const others: number[] = [];
async function runRow(row: Row): Promise<string> {
  const { redis } = beside;
  if (row.kind === 'memory') {
    const results = await measureMemory(row, redis, short ? 1_000 : 20_000);
    return table(['', 'bytes a key'], results.map(({ name, bytes }) => [name, bytes.toFixed(0)]));
  }
  if (row.kind === 'program') {
    const [program, words] = pinned(kServerCore, [`${root}${row.program}`, ...(short ? row.quickly : [])]);
    const printed = execFileSync(program, words, { encoding: 'utf8' });
    return `\`\`\`\n${printed}\`\`\`\n`;
  }
  if (row.kind === 'rates') return ratesTable(row, measureRates(row, effort));
  if (row.kind === 'backup') return measureBackups(row, beside, effort);
  if (row.kind === 'change') return measureChanges(row, beside, short ? 20 : 200);
  if (row.kind === 'flood') return measureFlood(row, beside, effort);
  if (row.kind === 'worker') {
    const outcomes = await measureWorkers(row, beside, effort);
    const verdicts = (row.aims ?? []).flatMap((aim) => ('figure' in aim ? [judgeLate(aim, outcomes)] : judge(aim, outcomes)));
    return workerTable(outcomes) + judged(outcomes, verdicts);
  }
  if (row.kind === 'snapshot') {
    const outcomes = await measureUnderSnapshot(row, beside, effort);
    return snapshotTable(outcomes) + aims([judgeSnapshot(row.aim, outcomes)]);
  }
  const outcomes = await measure(row, beside, effort);
  const verdicts = (row.aims ?? []).flatMap((aim) => judge(aim, outcomes, row.pace));
  return loadTable(row, outcomes) + judged(outcomes, verdicts);
}

function judged(outcomes: readonly { summary: { others: Spread } }[], verdicts: readonly Verdict[]): string {
  others.push(...outcomes.map(({ summary }) => summary.others.median));
  const text = aims(verdicts);
  return text ? `\n${text}` : '';
}

// A run that is stopped leaves no server behind: private ones end with the process that holds them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const pid of children()) process.kill(pid, 'SIGTERM');
    process.exit(1);
  });
}

const circumstances = { date: new Date().toISOString().slice(0, 10), machine: describe(), versions: versions(), effort };
stayOffTheServersCore();
let postgres: Promise<Postgres> | undefined;
const beside: Beside = { redis: await Redis.start(), postgres: () => (postgres ??= Postgres.start()) };
const sections: string[] = [];
let failed = 0;
try {
  for (const row of rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    const title = `### ${row.name}: ${row.what}\n\n`;
    try {
      const section = title + (await runRow(row));
      sections.push(section);
      console.log(section);
    } catch (error) {
      failed += 1;
      console.log(`${title}FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
} finally {
  await beside.redis.end();
  await (await postgres?.catch(() => undefined))?.end();
}
const text = method({ ...circumstances, others: others.length > 0 ? spread(others) : undefined });
console.log(text);
if (values.quick) console.log('A quick run: the peers are not warm yet, so its ratios flatter us. `make bench` says what holds.');
if (values.write && failed === 0) write(`${root}bench/README.md`, `${text}\n\n${sections.join('\n')}`);
console.log(`${sections.length} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
