// Project 07: what was, and how it is brought back.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { Toggles } from '../support/toggles.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { refused } from './flags_definitions.ts';

Given('Olaf has killed it because {string}', async function (this: TenstoneWorld, reason: string) {
  expecting(200, await Toggles.of(this).act('kill', { killed: true, reason }));
});
When('Olaf gives it a description', async function (this: TenstoneWorld) {
  expecting(200, await Toggles.of(this).change({ description: 'the new checkout' }, { reason: 'for those who come later' }));
});
When('Olaf saves it as it is', async function (this: TenstoneWorld) {
  expecting(200, await Toggles.of(this).change({}));
});
Then('the history shows the 3 changes, the newest first', async function (this: TenstoneWorld) {
  Toggles.of(this).changes = await Toggles.of(this).history();
  const seen = Toggles.of(this).changes.map(({ revision, change, reason, diff }) => [revision, change, reason, diff.map(({ pointer, after }) => [pointer, after])]);
  assert.deepEqual(seen.slice(0, 2), [
    [3, 'changed', 'for those who come later', [['/description', 'the new checkout']]],
    [2, 'changed', 'it broke the checkout', [['/killed', true]]],
  ]);
  assert.deepEqual(seen[2]?.slice(0, 3), [1, 'created', '']);
});
Then('the second one says who killed it, and why', function (this: TenstoneWorld) {
  const [, second] = Toggles.of(this).changes;
  const prefix = /^ts_(\w{8})/.exec(Toggles.of(this).token)?.[1] ?? '';
  assert.deepEqual([second?.actor, second?.reason], [`token:${prefix}`, 'it broke the checkout']);
});
Then('the history shows 1 change', async function (this: TenstoneWorld) {
  assert.equal((await Toggles.of(this).history()).length, 1);
});
When('Olaf takes Noah into the targets', async function (this: TenstoneWorld) {
  expecting(200, await Toggles.of(this).change({ targets: [{ variant: 'targeted', units: ['mia', 'noah'] }] }));
});
Then('the newest change says that Noah came to the targets, and nothing else', async function (this: TenstoneWorld) {
  const [newest] = await Toggles.of(this).history();
  assert.deepEqual(newest?.diff, [{ pointer: '/targets/0/units/1', after: 'noah' }]);
});

Given('Olaf has changed it to be on for 30 % of the users', async function (this: TenstoneWorld) {
  expecting(200, await Toggles.of(this).change({ default: { ranges: [{ variant: 'on', from: 0, to: 30_000 }], rest: 'off' } }));
});
Given('Olaf has removed it', async function (this: TenstoneWorld) {
  await Toggles.of(this).remove('no longer in use');
});
async function rollBack(world: TenstoneWorld, to: number, reason?: string): Promise<void> {
  const [newest] = await Toggles.of(world).history();
  await Toggles.of(world).act('rollback', { to, ...(reason === undefined ? {} : { reason }) }, { match: newest?.revision });
}
When('Olaf rolls it back to the first revision because {string}', async function (this: TenstoneWorld, reason: string) {
  await rollBack(this, 1, reason);
  expecting(200, this.answer);
});
When('Olaf rolls it back to revision {int}', async function (this: TenstoneWorld, to: number) {
  await rollBack(this, to);
});
Then('the flag is on for everybody, in revision {int}', async function (this: TenstoneWorld, revision: number) {
  const flag = await Toggles.of(this).read();
  assert.deepEqual([flag.default, flag.revision], ['on', revision]);
});
Then('the newest change says that it was restored', async function (this: TenstoneWorld) {
  const [newest] = await Toggles.of(this).history();
  assert.deepEqual([newest?.change, newest?.reason], ['restored', 'still in use']);
});
Then('he is refused because there is no such revision', function (this: TenstoneWorld) {
  refused(this, 404, 'revision_not_found');
});
