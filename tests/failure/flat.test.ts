import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growths } from './flat.ts';

const limits = { share: 0.05, most: 8 };
const found = (values: number[]): number => growths(new Map([['api', values]]), limits).length;
const range = (count: number, value: (i: number) => number): number[] => Array.from({ length: count }, (_, i) => value(i));

test('what goes up and down is flat', () => {
  assert.equal(found(range(90, (i) => 100 + (i % 7) * 10)), 0);
});
test('what falls is flat', () => {
  assert.equal(found(range(90, (i) => 200 - i)), 0);
});
test('a little each time is a leak', () => {
  assert.equal(found(range(90, (i) => 100 + i * 0.3)), 1);
});
test('one step up that stays is found, one that goes is not', () => {
  assert.equal(found(range(90, (i) => (i < 40 ? 100 : 130))), 1);
  assert.equal(found(range(90, (i) => (i === 40 ? 500 : 100))), 0);
});
test('what is small may grow by the least that counts', () => {
  assert.equal(found(range(90, (i) => (i < 40 ? 10 : 18))), 0);
  assert.equal(found(range(90, (i) => (i < 40 ? 10 : 19))), 1);
});
