import assert from 'node:assert/strict';
import { test } from 'node:test';
import { called, isLate, readQuarantine } from './chance.ts';
import { eventually, Late } from './eventually.ts';

const failure = (error: unknown) => ({ exception: { type: (error as Error).constructor.name } });
const missed = (look: () => unknown) => eventually('it comes', look, () => false, 0).catch(failure);

test('a second try is for missed deadlines only', () => {
  const late = failure(new Late('not within 1 s'));
  assert.equal(isLate([late, late]), true);
  assert.equal(isLate([late, failure(new Error('a process crashed'))]), false);
  assert.equal(isLate([failure(new assert.AssertionError({ message: '1 is not 2' }))]), false);
  assert.equal(isLate([{}]), false); // an undefined step
  assert.equal(isLate([]), false);
});

test('what does not come is late; what comes and is wrong is not', async () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  for (const seen of [() => 'queued', () => Promise.reject(refused), () => Promise.reject(new Late('no answer'))]) assert.equal(isLate([(await missed(seen)) as object]), true);
  for (const wrong of [() => Promise.reject(new assert.AssertionError({ message: '1 is not 2' })), () => Promise.reject(new Error('answered 404 instead of 200'))]) assert.equal(isLate([(await missed(wrong)) as object]), false);
});

test('scenarios of projects are called with the project', () => {
  assert.equal(called('gates.feature', 'Redis hangs'), 'gates.feature: Redis hangs');
  assert.equal(called('../projects/01-x/features/failure.feature', 'Redis hangs'), '01-x/failure.feature: Redis hangs');
});

const scenarios = ['a.feature: One', 'a.feature: One, twice', 'b.feature: Two'];
const read = (...lines: string[]) => readQuarantine(lines.join('\n'), scenarios, '2026-11-29');

test('the quarantine holds scenario, reason and date', () => {
  const { entries, faults } = read('# none yet', '', 'a.feature: One, twice, slow disk, see #12, 2026-11-29');
  assert.deepEqual(faults, []);
  assert.deepEqual(entries, [{ scenario: 'a.feature: One, twice', reason: 'slow disk, see #12', until: '2026-11-29' }]);
});

for (const [line, fault] of [
  ['a.feature: Three, reason, 2026-12-01', /there is no such scenario/],
  ['b.feature: Two, reason, 2026-11-28', /its date is past/],
  ['b.feature: Two, 2026-12-01', /not "scenario, reason/],
  ['b.feature: Two, reason, soon', /not "scenario, reason/],
  ['b.feature: Two, reason, 2026-13-41', /not "scenario, reason/],
] as const) {
  test(`refused in the quarantine: ${line}`, () => {
    const { entries, faults } = read(line);
    assert.deepEqual(entries, []);
    assert.match(faults.join('\n'), fault);
  });
}
