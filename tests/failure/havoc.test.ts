import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blows, everyBlow, numbers } from './havoc.ts';

const programs = ['api', 'worker'];

function first(count: number, seed: number): string[] {
  const falling = blows(programs, numbers(seed));
  return Array.from({ length: count }, () => Object.values(falling.next().value).join(' '));
}

test('the first blows are one of each kind, in an order of the seed', () => {
  const all = everyBlow(programs).length;
  for (let seed = 0; seed < 100; seed += 1) assert.equal(new Set(first(all, seed)).size, all);
  assert.deepEqual(first(40, 7), first(40, 7));
  assert.notDeepEqual(first(all, 7), first(all, 8));
});
