import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalFaults } from './arrivals.ts';
import { Accounts, type Fate } from './fates.ts';
import { Switch } from './switch.ts';
import { timeFaults } from './times.ts';

const once: Fate = { done: 1, dead: false, why: '', waits: false, attempts: 1 };
const judged = (fate?: Fate): string[] => new Accounts(new Map(fate ? [['a', fate]] : [])).judge('order', new Set(['a']));

test('what was acknowledged must have ended once', () => {
  assert.deepEqual(judged(once), []);
  assert.deepEqual(judged({ ...once, attempts: 3 }), []);
  assert.deepEqual(judged(), ['order a is lost']);
  assert.deepEqual(judged({ ...once, done: 2 }), ['order a is final 2 times']);
  assert.deepEqual(judged({ ...once, dead: true }), ['order a is final 2 times']);
  assert.deepEqual(judged({ ...once, done: 0, waits: true }), ['order a has not ended']);
});

test('a job is given up for the workers that it took down, and for nothing else', () => {
  assert.deepEqual(judged({ ...once, done: 0, dead: true, why: 'lost worker_lost' }), []);
  assert.deepEqual(judged({ ...once, done: 0, dead: true, why: 'failed http_status' }), ['order a was given up: failed http_status']);
});

test('the accounts count what was acknowledged, done, given up and told again', () => {
  const accounts = new Accounts(new Map([['a', once], ['b', { ...once, done: 0, dead: true, why: 'lost ' }]]));
  accounts.judge('order', new Set(['a', 'b', 'c']), 5);
  assert.match(accounts.text, /^order +3 +1 +1 +5$/m);
});

test('what goes out arrives, under one number, however often', () => {
  const sent = [1, 2].map((n) => ({ action: 'post', input: { n } }));
  const acknowledged = sent.map((each, i) => ({ ...each, id: `job ${i + 1}` }));
  const faults = (arrivals: { n: number; id: string }[], excused = ''): string[] => arrivalFaults('post', arrivals, sent, acknowledged, (id) => id === excused).faults;
  const both = [{ n: 1, id: 'a' }, { n: 2, id: 'b' }];
  assert.deepEqual(faults(both), []);
  assert.deepEqual(arrivalFaults('post', [...both, { n: 1, id: 'a' }], sent, acknowledged, () => false), { faults: [], again: 1 });
  assert.deepEqual(faults([{ n: 1, id: 'a' }]), ['post 2 was acknowledged as job 2, and never arrived']);
  assert.deepEqual(faults([{ n: 1, id: 'a' }], 'job 2'), []);
  assert.deepEqual(faults([...both, { n: 1, id: 'c' }]), ['post 1 arrived as a and as c']);
  assert.deepEqual(faults([...both, { n: 3, id: 'd' }]), ['post 3 arrived, and was never sent']);
});

test('a schedule runs once for each minute, and leaves out none unless its rule says so', () => {
  const at = (...minutes: number[]) => minutes.map((minute) => ({ schedule: 'tea', minute, job: String(minute) }));
  const faults = (minutes: number[], rule: 'all' | 'last', late: string[][] = []): number => timeFaults(() => late, at(...minutes), 'tea', rule).length;
  assert.equal(faults([1, 2, 3], 'all'), 0);
  assert.equal(faults([1, 3], 'all'), 1);
  assert.equal(faults([1, 3], 'last'), 0);
  assert.equal(faults([1, 1], 'last'), 1);
  assert.equal(faults([], 'last'), 1);
  assert.equal(faults([1], 'last', [['now']]), 1);
});

test('an acknowledged change of a flag is in its history, which has no gaps', () => {
  const flag = new Switch('storm');
  flag.acknowledged.push({ revision: 2, description: 'change 2', on: false });
  const first = ['1', 'change 1', 'on'];
  assert.deepEqual(flag.faults(() => [first, ['2', 'change 2', 'off']]), []);
  assert.equal(flag.faults(() => [first]).length, 1);
  assert.equal(flag.faults(() => [first, ['2', 'change 3', 'off']]).length, 1);
  assert.equal(flag.faults(() => [['2', 'change 2', 'off']]).length, 1);
});
