// Project 07: what is decided while servers are away.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { eventually } from '../support/eventually.ts';
import { LinkedProcess, type Cut } from '../support/flag_servers.ts';
import { Toggles } from '../support/toggles.ts';
import type { TenstoneWorld } from '../support/world.ts';

const cuts: Record<string, { postgres?: Cut; redis?: Cut }> = {
  'PostgreSQL is away': { postgres: 'away' },
  'PostgreSQL does not answer': { postgres: 'silent' },
  'PostgreSQL and Redis are away': { postgres: 'away', redis: 'away' },
  'PostgreSQL and Redis do not answer': { postgres: 'silent', redis: 'silent' },
  'PostgreSQL and Redis go away': { postgres: 'away', redis: 'away' },
  'PostgreSQL and Redis answer no more': { postgres: 'silent', redis: 'silent' },
};

Given('another process of the shop runs behind links', async function (this: TenstoneWorld) {
  const process = await LinkedProcess.of(this);
  await process.start();
  await process.ready();
  await process.shows('the new checkout', ({ checkout, stale }) => checkout === 'new' && !stale);
});
Given('PostgreSQL is cut off from it', async function (this: TenstoneWorld) {
  await (await LinkedProcess.of(this)).cut({ postgres: 'away' });
});
When(/^(PostgreSQL and Redis go away|PostgreSQL and Redis answer no more)$/, async function (this: TenstoneWorld, what: string) {
  await (await LinkedProcess.of(this)).cut(cuts[what] ?? {});
});
Then('it shows the new checkout, and eventually says that its flags are stale', async function (this: TenstoneWorld) {
  const process = await LinkedProcess.of(this);
  assert.equal((await process.shop()).checkout, 'new');
  const seen = await process.shows('that it is stale', ({ stale }) => stale, 20_000);
  assert.equal(seen.checkout, 'new');
});
async function allAreBack(world: TenstoneWorld): Promise<LinkedProcess> {
  const process = await LinkedProcess.of(world);
  await process.cut({ postgres: 'up', redis: 'up' });
  return process;
}
Then('within {float} seconds the other process shows the old checkout', async function (this: TenstoneWorld, seconds: number) {
  await (await LinkedProcess.of(this)).shows('the old checkout', ({ checkout }) => checkout === 'old', seconds * 1000);
});

Given(/^(nothing|the last snapshot|a broken snapshot) is on the disk of another process$/, async function (this: TenstoneWorld, what: string) {
  const { data } = await LinkedProcess.of(this);
  if (what === 'nothing') return;
  const [from, to] = [join(this.deployment.data, 'flags.json'), join(data, 'flags.json')];
  const { version } = await Toggles.of(this).shop();
  await eventually('the snapshot is on the disk', () => readFileSync(from, 'utf8'), (text) => text.includes(`${version}`));
  copyFileSync(from, to);
  if (what === 'a broken snapshot') writeFileSync(to, readFileSync(to, 'utf8').replace('"on"', '"oh"'));
});
When(/^the process is started while (PostgreSQL is away|PostgreSQL does not answer|PostgreSQL and Redis are away|PostgreSQL and Redis do not answer)$/, async function (this: TenstoneWorld, what: string) {
  const process = await LinkedProcess.of(this);
  await process.cut(cuts[what] ?? {});
  await process.start();
});
Then('within {float} seconds it shows the {word} checkout by the flags from {word}', async function (this: TenstoneWorld, seconds: number, checkout: string, source: string) {
  const process = await LinkedProcess.of(this);
  await process.shows(`the ${checkout} checkout`, (front) => front.checkout === checkout && front.flags_from === source, seconds * 1000);
});
const back = async function (this: TenstoneWorld) {
  const process = await allAreBack(this);
  await process.shows('the new checkout', (front) => front.checkout === 'new' && !front.stale);
  await process.ready();
};
Then('when all are back, it is eventually not stale', back);
Then('when all are back, it eventually shows the new checkout, and is not stale', back);
