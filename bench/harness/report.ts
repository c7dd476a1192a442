// What was measured, as Markdown: for the terminal and for README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { kConnections } from './load.ts';
import { kLoadCore, kServerCore, kStoresCore } from './machine.ts';
import type { Effort, Outcome, Spread, Verdict } from './measure.ts';
import type { LoadRow } from './row.ts';
import type { WorkerOutcome } from './worker.ts';

const kBegin = '<!-- measured: tools/bench --write -->\n';
const kEnd = '<!-- /measured -->\n';

export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const row = (line: readonly string[]): string => `| ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |\n`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|\n`;
  return row(head) + rule + lines.map(row).join('');
}

export const withRange = ({ median, min, max }: Spread, digits: number): string => `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
export const thousands = (value: number): string => Math.round(value).toLocaleString('en').replaceAll(',', ' ');

export function loadTable(row: LoadRow, outcomes: readonly Outcome[]): string {
  const postgres = row.subjects.some((subject) => subject.prepare !== undefined);
  const redis = row.subjects.some((subject) => subject.redis !== undefined);
  const ours = outcomes[0]?.summary.cpuMicros.median ?? 0;
  const head = ['', 'server CPU µs', '× ours', 'req/s', 'p99 ms', 'RSS MiB', 'core busy', ...(redis ? ['Redis CPU µs'] : []), ...(postgres ? ['PostgreSQL CPU µs'] : [])];
  return table(
    head,
    outcomes.map(({ name, summary: { cpuMicros, perSecond, p99Ms, rssMiB, busy, redisMicros, postgresMicros } }) => [
      name,
      withRange(cpuMicros, 2),
      (cpuMicros.median / ours).toFixed(2),
      thousands(perSecond.median),
      withRange(p99Ms, 2),
      rssMiB.median.toFixed(0),
      `${(busy.median * 100).toFixed(0)} %`,
      ...(redis ? [redisMicros.median.toFixed(2)] : []),
      ...(postgres ? [postgresMicros.median.toFixed(1)] : []),
    ]),
  );
}

export function workerTable(outcomes: readonly WorkerOutcome[]): string {
  const ours = outcomes[0]?.summary.cpuMicros.median ?? 0;
  const late = (p50: Spread, p99: Spread): string => `${p50.median.toFixed(1)} / ${p99.median.toFixed(1)}`;
  return table(
    ['', 'jobs/s', 'worker CPU µs', '× ours', 'PostgreSQL CPU µs', 'Redis CPU µs', 'core busy', 'RSS MiB', 'pickup p50 / p99 ms', 'due, late p50 / p99 ms'],
    outcomes.map(({ name, summary }) => [
      name,
      `${thousands(summary.perSecond.median)} (${thousands(summary.perSecond.min)}–${thousands(summary.perSecond.max)})`,
      withRange(summary.cpuMicros, 1),
      (summary.cpuMicros.median / ours).toFixed(2),
      summary.postgresMicros.median.toFixed(1),
      summary.redisMicros.median.toFixed(1),
      `${(summary.busy.median * 100).toFixed(0)} %`,
      summary.rssMiB.median.toFixed(0),
      late(summary.pickupP50Ms, summary.pickupP99Ms),
      late(summary.dueP50Ms, summary.dueP99Ms),
    ]),
  );
}

export function aims(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ text, met }) => `- ${text}: ${met ? 'met' : '**missed**'}\n`).join('');
}

export interface Circumstances {
  date: string;
  machine: string;
  versions: Record<string, string>;
  effort: Effort;
  others: Spread | undefined;
}

export function method({ date, machine, versions, effort, others }: Circumstances): string {
  const stores = kStoresCore === kLoadCore ? `Redis and PostgreSQL beside it on core ${kLoadCore}` : `Redis and PostgreSQL on core ${kStoresCore}`;
  const interference = others ? ` Other processes took ${(others.median * 100).toFixed(0)} % of the machine (median window; at most ${(others.max * 100).toFixed(0)} %).` : '';
  return [
    `${date}. ${machine}.${interference}`,
    `Servers on core ${kServerCore}, wrk on core ${kLoadCore}, ${stores}; ${kConnections} keep-alive connections unless a row names others, no pipelining; ${effort.warmUp} s warm-up, then ${effort.rounds} windows of ${effort.seconds} s, in turn.`,
    `Figures are the median of the windows, in brackets their minimum and maximum.`,
    `Versions: ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`,
  ].join('\n');
}

export function insert(readme: string, measured: string): string {
  const begin = readme.indexOf(kBegin);
  const end = readme.indexOf(kEnd);
  if (begin < 0 || end < begin) throw new Error('bench/README.md has lost its marks for what is measured');
  return `${readme.slice(0, begin + kBegin.length)}${measured}${readme.slice(end)}`;
}

export function write(file: string, measured: string): void {
  writeFileSync(file, insert(readFileSync(file, 'utf8'), measured));
}
