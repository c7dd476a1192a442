// A row of rates: programs that do the same work in process and print how often a second, in turn.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { kServerCore, pinned, root } from './machine.ts';
import { spread, type Effort, type Spread } from './measure.ts';
import { table } from './report.ts';
import type { RateAim, RatesRow, Subject } from './row.ts';

export type Rates = Record<string, Spread>; // a second, by figure
export interface Rated {
  name: string;
  rates: Rates;
}

// The lines "FIGURE NUMBER" that a program has printed.
export function ratesOf(printed: string, figures: readonly string[]): Record<string, number> {
  const rates = Object.fromEntries(printed.trim().split('\n').map((line): [string, number] => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
  assert.deepEqual(Object.keys(rates), figures, `it printed ${JSON.stringify(printed)}`);
  for (const rate of Object.values(rates)) assert.ok(rate > 0, `it printed ${JSON.stringify(printed)}`);
  return rates;
}

function run({ program, args = [], env = {} }: Subject, seconds: number): string {
  const folder = `${root}build/bench-rates`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const [script, ...words] = args;
    const all = [program, ...(script === undefined ? [] : [script]), String(seconds), `${folder}/data`, ...words];
    const [command, rest] = pinned(kServerCore, all);
    return execFileSync(command, rest, { encoding: 'utf8', cwd: root, env: { ...process.env, NODE_ENV: 'production', ...env } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// In a smoke run a figure only has to be there.
export function measureRates(row: RatesRow, effort: Effort): Rated[] {
  const seconds = effort.seconds < 2 ? 0.1 : effort.seconds;
  const all = row.subjects.map(({ name }) => ({ name, windows: [] as Record<string, number>[] }));
  for (let round = 0; round < effort.rounds; ++round)
    for (const [i, subject] of row.subjects.entries()) all[i]?.windows.push(ratesOf(run(subject, seconds), row.figures));
  return all.map(({ name, windows }) => ({ name, rates: Object.fromEntries(row.figures.map((figure) => [figure, spread(windows.map((window) => window[figure] ?? NaN))])) }));
}

// "10.4 ns", "1.70 ms" for so many a second.
export function timeOf(rate: number): string {
  const ns = 1e9 / rate;
  const [value, unit] = ns < 1e3 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : [ns / 1e6, 'ms'];
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}

export function judgeRate(aim: RateAim, rated: readonly Rated[]): { text: string; met: boolean } {
  const { figure } = aim;
  if ('withinNs' in aim) {
    const ours = rated[0]?.rates[figure]?.median;
    assert.ok(ours !== undefined, `an aim names ${figure}, which its row does not have`);
    return { text: `${figure}: within ${timeOf(1e9 / aim.withinNs)}: ${timeOf(ours)}`, met: 1e9 / ours <= aim.withinNs };
  }
  const { atLeast, than } = aim;
  const of = (name: string | undefined): number => rated.find((each) => each.name === name)?.rates[figure]?.median ?? NaN;
  const ours = of(rated[0]?.name);
  const got = than === undefined ? ours : ours / of(than);
  assert.ok(!Number.isNaN(got), `an aim names ${figure} of ${than ?? 'ours'}, which its row does not have`);
  const [wanted, measured] = than === undefined ? [`${atLeast.toLocaleString('en')} a second`, Math.round(got).toLocaleString('en')] : [`${atLeast} × that of ${than}`, got.toFixed(2)];
  return { text: `${figure}: at least ${wanted}: ${measured}`, met: got >= atLeast };
}

export function ratesTable(row: RatesRow, rated: readonly Rated[]): string {
  const verdicts = row.aims.map((aim) => judgeRate(aim, rated)).map(({ text, met }) => `- ${text}: ${met ? 'met' : '**missed**'}\n`);
  return `${row.times ? timesOf(row, rated) : ratesOfAll(row, rated)}\n${verdicts.join('')}`;
}

function ratesOfAll(row: RatesRow, rated: readonly Rated[]): string {
  const number = (value: number): string => Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  const cell = (rate: Spread | undefined): string => (rate ? `${number(rate.median)} (${number(rate.min)}–${number(rate.max)})` : '');
  return table(['', ...row.figures.map((figure) => `${figure}/s`)], rated.map(({ name, rates }) => [name, ...row.figures.map((figure) => cell(rates[figure]))]));
}

function timesOf(row: RatesRow, rated: readonly Rated[]): string {
  const cells = ({ rates }: Rated, figure: string): string[] => {
    const [rate, ours] = [rates[figure], rated[0]?.rates[figure]];
    return rate && ours ? [`${timeOf(rate.median)} (${timeOf(rate.max)}–${timeOf(rate.min)})`, (ours.median / rate.median).toFixed(2)] : ['', ''];
  };
  return table(['', ...row.figures.flatMap((figure) => [figure, '× ours'])], rated.map((each) => [each.name, ...row.figures.flatMap((figure) => cells(each, figure))]));
}
