// Project 07: gradual rollouts.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { onOff, Toggles, type Definition, type Range } from '../support/toggles.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { refused } from './flags_definitions.ts';

// "new" first, "fast" behind it; the rest is old.
function checkout(newShare: number, fastShare: number): Definition {
  const [end, last] = [newShare * 1000, (newShare + fastShare) * 1000];
  const ranges: Range[] = [{ variant: 'new', from: 0, to: end }, { variant: 'fast', from: end, to: last }];
  return { type: 'string', variants: { new: 'new', fast: 'fast', old: 'old' }, off: 'old', default: { ranges: ranges.filter(({ from, to }) => from < to), rest: 'old' } };
}

Given('Olaf has made a flag that gives {int} % of the users the new and {int} % the fast checkout', async function (this: TenstoneWorld, newShare: number, fastShare: number) {
  await Toggles.of(this).make('checkout', checkout(newShare, fastShare));
  await Toggles.of(this).settled();
});
Given('the variants of {int} users are known', async function (this: TenstoneWorld, count: number) {
  Toggles.of(this).before = await Toggles.of(this).variants(count);
  assert.ok(new Set(Toggles.of(this).before.values()).size > 2);
});

async function shares(world: TenstoneWorld, change: Record<string, number>, more: object = {}): Promise<void> {
  const toggles = Toggles.of(world);
  const { default: serve } = await toggles.read();
  assert.ok(typeof serve === 'object');
  const fast = serve.ranges.filter(({ variant }) => variant === 'fast').reduce((sum, range) => sum + range.to - range.from, 0) / 1000;
  await toggles.act('shares', { shares: { fast, ...change }, ...more });
}
When('Olaf gives {float} % the new checkout', async function (this: TenstoneWorld, share: number) {
  await shares(this, { new: share });
});
When('Olaf gives {int} % the new and {int} % the fast checkout', async function (this: TenstoneWorld, newShare: number, fastShare: number) {
  await shares(this, { new: newShare, fast: fastShare });
});
Then('of the {int} users only some from {word} to {word} have moved', async function (this: TenstoneWorld, count: number, from: string, to: string) {
  expecting(200, this.answer);
  const toggles = Toggles.of(this);
  await toggles.settled();
  const after = await toggles.variants(count);
  const moved = [...toggles.before].filter(([user, variant]) => after.get(user) !== variant).map(([user, variant]) => `${variant} to ${String(after.get(user))}`);
  assert.deepEqual([...new Set(moved)], [`${from} to ${to}`]);
  assert.ok(moved.length > 20 && moved.length < count / 2, `${moved.length} have moved`);
});

When('Olaf tries what {float} % for the new checkout changes', async function (this: TenstoneWorld, share: number) {
  Toggles.of(this).known = await Toggles.of(this).read();
  await shares(this, { new: share }, { dry_run: true });
  Toggles.of(this).moves = json<{ moves: Toggles['moves'] }>(expecting(200, this.answer)).moves;
});
Then('{int} of 100000 points move from {word} to {word}', function (this: TenstoneWorld, points: number, from: string, to: string) {
  const { moves } = Toggles.of(this);
  assert.equal(moves.reduce((sum, move) => sum + move.to - move.from, 0), points);
  assert.deepEqual([...new Set(moves.map((move) => `${move.from_variant} to ${move.to_variant}`))], [`${from} to ${to}`]);
});
Then('the flag is as it was', async function (this: TenstoneWorld) {
  assert.deepEqual(await Toggles.of(this).read(), Toggles.of(this).known);
});

When('{int} users are evaluated', async function (this: TenstoneWorld, count: number) {
  Toggles.of(this).before = await Toggles.of(this).variants(count);
});
Then('{int} of them have the new checkout', function (this: TenstoneWorld, count: number) {
  assert.equal([...Toggles.of(this).before.values()].filter((variant) => variant === 'new').length, count);
});
Then('he is refused because the shares are more than everybody', function (this: TenstoneWorld) {
  refused(this, 422, 'weights_invalid');
});

const half = { ranges: [{ variant: 'on', from: 0, to: 50_000 }], rest: 'off' };
Given('Olaf has made 2 flags that are on for 50 % of the users', async function (this: TenstoneWorld) {
  for (const word of ['first', 'second']) await Toggles.of(this).make(word, onOff(half));
  await Toggles.of(this).settled();
});
When('{int} users are evaluated with both', async function (this: TenstoneWorld, count: number) {
  const [first, second] = [await Toggles.of(this).variants(count, 'first'), await Toggles.of(this).variants(count, 'second')];
  Toggles.of(this).before = new Map([...first].map(([user, variant]) => [user, `${variant} ${String(second.get(user))}`]));
});
Then('about a quarter of them have both, and a quarter none', function (this: TenstoneWorld) {
  const seen = [...Toggles.of(this).before.values()];
  for (const each of ['on on', 'off off']) {
    const share = seen.filter((variants) => variants === each).length / seen.length;
    assert.ok(share > 0.15 && share < 0.35, `${each}: ${share}`);
  }
});

When('Olaf makes the same flag under another name, with the salt of the first', async function (this: TenstoneWorld) {
  const toggles = Toggles.of(this);
  const { definition } = await toggles.now('checkout');
  await toggles.make('renamed', { ...definition, salt: definition.salt ?? toggles.word('checkout') });
  await toggles.settled();
});
Then('each of the {int} users has the same variant by it', async function (this: TenstoneWorld, count: number) {
  assert.deepEqual(await Toggles.of(this).variants(count, 'renamed'), Toggles.of(this).before);
});

When('Olaf gives the flag another salt', async function (this: TenstoneWorld) {
  Toggles.of(this).known = await Toggles.of(this).read();
  await Toggles.of(this).change({ salt: 'another' });
});
When('Olaf gives the flag another salt, and says that it is meant', async function (this: TenstoneWorld) {
  await Toggles.of(this).change({ salt: 'another' }, { rebucket: true });
});
Then('he is refused because it gives most people another variant', function (this: TenstoneWorld) {
  refused(this, 409, 'rebucket_needs_confirmation');
});
Then('the flag has the other salt', async function (this: TenstoneWorld) {
  assert.equal((await Toggles.of(this).read()).salt, 'another');
});
