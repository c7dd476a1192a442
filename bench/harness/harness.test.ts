import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rows } from '../rows.ts';
import { judgeBackup, summarise as summariseBackups, type Backup } from './backup.ts';
import { report } from './change.ts';
import { parse, script } from './load.ts';
import { judge, spread, summarise, wrongAnswers, wrongRows, type Window } from './measure.ts';
import { judgeRate, ratesTable, timeOf } from './rates.ts';
import { insert, table } from './report.ts';
import type { RatesRow } from './row.ts';
import { judgeSnapshot, type UnderSnapshot } from './snapshot.ts';
import { judgeLate, percentiles } from './worker.ts';

const window: Window = { cpuMicros: 10, perSecond: 1000, p99Ms: 1, rssMiB: 5, busy: 0.5, redisMicros: 0, postgresMicros: 0, others: 0 };
const answered = { requests: 100, seconds: 1, p99Ms: 1, refused: 0, broken: 0 };

test('the median is one of the windows, whatever their order', () => {
  assert.deepEqual(spread([3, 1, 20]), { median: 3, min: 1, max: 20 });
  assert.deepEqual(spread([7]), { median: 7, min: 7, max: 7 });
  assert.throws(() => spread([]));
});

test('errors where answers are expected are refused, and answers where errors are', () => {
  assert.equal(wrongAnswers(answered, 200), undefined);
  assert.equal(wrongAnswers({ ...answered, refused: 100 }, 429), undefined);
  assert.match(wrongAnswers({ ...answered, refused: 1 }, 200) ?? '', /1 of 100/);
  assert.match(wrongAnswers({ ...answered, refused: 99 }, 429) ?? '', /99 of 100/);
  assert.match(wrongAnswers({ ...answered, broken: 1 }, 200) ?? '', /without an answer/);
  assert.match(wrongAnswers({ ...answered, requests: 0 }, 200) ?? '', /no answer/);
});

test('what was acknowledged must be stored, in each table as often as in the others', () => {
  const subject = { writes: ['jobs', 'audit_log'] };
  assert.equal(wrongRows(subject, 100, 64, [100, 100]), undefined);
  assert.equal(wrongRows(subject, 100, 64, [164, 164]), undefined); // what was under way when the load ended
  assert.match(wrongRows(subject, 100, 64, [99, 99]) ?? '', /100 answers, and 99 rows in jobs, 99 rows in audit_log/);
  assert.match(wrongRows(subject, 100, 64, [100, 99]) ?? '', /99 rows in audit_log/);
  assert.match(wrongRows(subject, 100, 64, [165, 165]) ?? '', /165 rows/);
  assert.equal(wrongRows({}, 100, 64, []), undefined);
});

test('percentiles are values that were measured', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.deepEqual(percentiles(hundred), [50, 99]);
  assert.deepEqual(percentiles([7]), [7, 7]);
  assert.throws(() => percentiles([]));
});

test('an aim is judged by the medians', () => {
  const outcomes = [
    { name: 'ours', summary: summarise([window]) },
    { name: 'peer', summary: summarise([{ ...window, cpuMicros: 20, perSecond: 500 }]) },
  ];
  assert.deepEqual(judge({ than: 'peer', cpu: 0.5, throughput: 2.5 }, outcomes).map(({ met }) => met), [true, false]);
  assert.deepEqual(judge({ of: 'peer', than: 'ours', cpu: 2 }, outcomes), [{ text: 'peer: at most 2.00 of the CPU of ours: 2.000', met: true }]);
  assert.throws(() => judge({ than: 'nobody', cpu: 1 }, outcomes));
  assert.throws(() => judge({ of: 'nobody', than: 'peer', cpu: 1 }, outcomes));
});

test('an aim about a p99 holds at the whole pace only', () => {
  const ours = [{ name: 'ours', summary: summarise([{ ...window, perSecond: 990, p99Ms: 20 }]) }];
  assert.deepEqual(judge({ p99Ms: 25 }, ours, 1000).map(({ met }) => met), [true]);
  assert.deepEqual(judge({ p99Ms: 20 }, ours, 1000).map(({ met }) => met), [false]);
  assert.deepEqual(judge({ p99Ms: 25 }, ours, 1100).map(({ met }) => met), [false]);
  assert.throws(() => judge({ p99Ms: 25 }, ours));
});

test('every row of load or of workers has a peer, and its aims name one of them', () => {
  for (const row of rows) {
    if (row.kind !== 'load' && row.kind !== 'worker' && row.kind !== 'snapshot') continue;
    const [ours, ...others] = row.subjects.map(({ name }) => name);
    assert.ok(others.length > 0, row.name);
    if (row.kind === 'snapshot') continue;
    for (const aim of row.aims ?? []) {
      if ('p99Ms' in aim || 'figure' in aim) continue;
      const { of = ours, than } = aim;
      assert.ok(others.includes(than) && (of === ours || others.includes(String(of))), `${row.name}: ${String(of)}, ${than}`);
    }
  }
});

test('a worker is judged by how late its own jobs begin, and by its share under a snapshot', () => {
  const figures = { perSecond: spread([1000]), postgresMicros: spread([20]) };
  const ours = [{ name: 'ours', summary: { ...summarise([window]), pickupP50Ms: spread([1]), pickupP99Ms: spread([5]), dueP50Ms: spread([1]), dueP99Ms: spread([5.1]) } }];
  assert.deepEqual(judgeLate({ figure: 'pickupP99Ms', withinMs: 5 }, ours), { text: 'picked up with a p99 within 5 ms: 5.0 ms', met: true });
  assert.equal(judgeLate({ figure: 'dueP99Ms', withinMs: 5 }, ours).met, false);
  assert.throws(() => judgeLate({ figure: 'dueP99Ms', withinMs: 5 }, []));
  const under = (share: number): UnderSnapshot[] => [{ name: 'ours', alone: figures, held: figures, share: spread([share]) }];
  assert.deepEqual([0.8, 0.79].map((share) => judgeSnapshot({ share: 0.8 }, under(share)).met), [true, false]);
  assert.throws(() => judgeSnapshot({ share: 0.8 }, []));
});

test("wrk's result is the last line of its output; without one nothing is made up", () => {
  assert.deepEqual(parse('Running 1s test\n  64 connections\n{"requests":100,"seconds":1,"p99Ms":1,"refused":0,"broken":0}\n'), answered);
  assert.throws(() => parse('unable to connect\n'));
});

test('Lua runs for each request only where requests differ or have their time', () => {
  const load = { url: '', seconds: 1, connections: 1 };
  assert.doesNotMatch(script(load), /request = function|delay = function/);
  assert.match(script({ ...load, clients: 10 }), /request = function/);
  assert.match(script({ ...load, counting: true }), /request = function/);
  assert.match(script({ ...load, pace: 5000 }), /delay = function[^]* sent \* 0\.2\n/);
  assert.match(script({ ...load, post: '{"a":1}' }), /wrk.body = \[\[\{"a":1\}\]\]/);
});

test('a token goes into every request, without Lua for each', () => {
  const lua = script({ url: '', seconds: 1, connections: 1, headers: { Authorization: 'Bearer ts_1' } });
  assert.match(lua, /wrk.headers\["Authorization"\] = "Bearer ts_1"/);
  assert.doesNotMatch(lua, /request = function/);
});

test('a tag in quotes goes into every request', () => {
  assert.match(script({ url: '', seconds: 1, connections: 1, headers: { 'If-None-Match': '"1.2"' } }), /wrk.headers\["If-None-Match"\] = "\\"1\.2\\""\n/);
});

test('an aim about changes is judged by their p99', () => {
  const changes = Array.from({ length: 100 }, (_, i) => ({ answeredMs: 1, servedMs: i }));
  const told = (p99Ms: number): string => report({ aim: { p99Ms } }, [['told', changes]]);
  assert.match(told(99), /\| told +\| +100 \| +1\.0 \/ 1\.0 \/ 1\.0 \| +49\.0 \/ 98\.0 \/ 99\.0 \|/);
  assert.match(told(99), /below 99 ms: 98\.0 ms: met/);
  assert.match(told(98), /\*\*missed\*\*/);
});

test('what is measured replaces what was, and nothing else', () => {
  const readme = 'before\n<!-- measured: tools/bench --write -->\nold\n<!-- /measured -->\nafter\n';
  assert.equal(insert(readme, 'new\n'), readme.replace('old', 'new'));
  assert.throws(() => insert('before\nafter\n', 'new\n'));
});

test('a table is Markdown with equal columns', () => {
  assert.equal(table(['', 'µs'], [['ours', '4.1'], ['a peer', '12']]), '|        |  µs |\n|--------|----:|\n| ours   | 4.1 |\n| a peer |  12 |\n');
});

test('a row of times says how long each takes, and how many times ours that is', () => {
  const rated = [['ours', 40e6], ['a peer', 10e6]].map(([name, rate]) => ({ name: String(name), rates: { static: spread([Number(rate)]) } }));
  assert.deepEqual([40e6, 1.2e6, 333_333, 588].map(timeOf), ['25.0 ns', '833 ns', '3.00 µs', '1.70 ms']);
  assert.deepEqual([25, 24].map((withinNs) => judgeRate({ figure: 'static', withinNs }, rated).met), [true, false]);
  assert.throws(() => judgeRate({ figure: 'rule', withinNs: 1 }, rated));
  const row: RatesRow = { kind: 'rates', name: '', what: '', figures: ['static'], times: true, subjects: [{ name: 'ours', program: '' }], aims: [] };
  assert.match(ratesTable(row, rated), /\| a peer \| +100 ns \(100 ns–100 ns\) \| +4\.00 \|/);
});

test('a backup is judged against the fastest of the others, or by its own memory and bytes', () => {
  const backup: Backup = { seconds: 1, cpu: 1, postgresCpu: 1, mib: 100, apart: 0, first: 1000, grown: 800 };
  const outcomes = [1, 1.5, 1.3].map((seconds, i) => ({ name: `subject ${i}`, summary: summariseBackups([{ ...backup, seconds }]) }));
  assert.equal(judgeBackup({ faster: 1.2, than: 'the fastest' }, outcomes).met, true);
  assert.equal(judgeBackup({ faster: 1.4, than: 'the fastest' }, outcomes).met, false);
  assert.equal(judgeBackup({ faster: 1.4, than: 'subject 1' }, outcomes).met, true);
  assert.throws(() => judgeBackup({ faster: 1, than: 'nobody' }, outcomes), /nobody/);
  assert.equal(judgeBackup({ mostMiB: 99 }, outcomes).met, false);
  assert.equal(judgeBackup({ newShare: 0.8 }, outcomes).met, true);
  assert.equal(judgeBackup({ newShare: 0.79 }, outcomes).met, false);
});
