import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { bytesOf, Cache, report, type Reply } from '../support/cache.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';

// The report is one entry; others of a scenario have numbers.
export const key = 'report';
export const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `reports/${from + i}`);

export function isHit(reply: Reply, body: Buffer | undefined): void {
  assert.equal(reply.status, 200, reply.body.toString());
  assert.ok(body, 'nothing was stored');
  assert.ok(reply.whole && reply.body.equals(body), `${reply.body.length} bytes, not the ${body.length} that were stored`);
  assert.match(String(reply.headers['cache-status']), /^tenstone; hit/);
}
export function isMiss(reply: Reply, reason: string): void {
  assert.equal(reply.status, 404, `the answer is ${String(reply.status)} with ${reply.body.length} bytes`);
  const { code, reason: told } = JSON.parse(reply.body.toString()) as { code: string; reason: string };
  assert.deepEqual([code, told, reply.headers['cache-status']], ['cache_miss', reason, `tenstone; fwd=miss; detail=${reason}`]);
}
export function allStored(replies: readonly Reply[]): void {
  assert.ok(replies.length > 0);
  for (const { status, body } of replies) assert.ok(status === 200 || status === 201, `${status} ${body.toString()}`);
}

const storesFor = async function (this: TenstoneWorld, count: number, unit: string) {
  allStored([await Cache.of(this).put(key, report(1000), { 'cache-control': `max-age=${seconds(count, unit)}` })]);
};
function seconds(count: number, unit: string): number {
  return count * ({ s: 1, min: 60, h: 3600, d: 86_400 }[unit] ?? NaN);
}

Given('Mia has stored a report', async function (this: TenstoneWorld) {
  allStored([await Cache.of(this).put(key, report(1000))]);
});
Given(/^Mia has stored a report of (\d+ \w+)$/, async function (this: TenstoneWorld, size: string) {
  allStored([await Cache.of(this).put(key, report(bytesOf(size)))]);
});
Given('Mia has stored a newer report under the same key', async function (this: TenstoneWorld) {
  assert.equal((await Cache.of(this).put(key, report(2000))).status, 200);
});
Given('Mia has stored a report for {int} {unit}', storesFor);
Given('Mia has stored the report again for {int} {unit}', storesFor);
When('Mia stores the report again', async function (this: TenstoneWorld) {
  allStored([await Cache.of(this).put(key, report(1000))]);
});
Given('Mia has stored {int} reports for {int} {unit}', async function (this: TenstoneWorld, count: number, lives: number, unit: string) {
  const headers = { 'cache-control': `max-age=${seconds(lives, unit)}` };
  allStored(await Cache.of(this).putEach(numbered(count).map((each) => ({ key: each, headers }))));
});
Given('Mia has stored {int} reports', async function (this: TenstoneWorld, count: number) {
  allStored(await Cache.of(this).putEach(numbered(count).map((each) => ({ key: each }))));
});
Given('Mia has removed the report', async function (this: TenstoneWorld) {
  assert.equal((await Cache.of(this).ask('DELETE', Cache.of(this).path(key))).status, 204);
});
Given('nobody has stored the report', async function (this: TenstoneWorld) {
  isMiss(await Cache.of(this).get(key), 'absent');
});

const reads = async function (this: TenstoneWorld) {
  await Cache.of(this).get(key);
};
Given('Mia has read the report', reads);
When('Mia reads the report', reads);
When('Mia reads the report of another namespace', async function (this: TenstoneWorld) {
  await Cache.of(this).get(key, {}, 'Nora');
});

Then('it is a hit with what she stored', function (this: TenstoneWorld) {
  isHit(Cache.of(this).reply, Cache.of(this).stored.get(key));
});
Then('it is a hit with the newer report', function (this: TenstoneWorld) {
  assert.equal(Cache.of(this).reply.body.length, 2000);
  isHit(Cache.of(this).reply, Cache.of(this).stored.get(key));
});
// The second in which it was stored has begun.
Then('it is a hit that lives for {int} more seconds', function (this: TenstoneWorld, left: number) {
  isHit(Cache.of(this).reply, Cache.of(this).stored.get(key));
  const ttl = Number(/; ttl=(\d+)$/.exec(String(Cache.of(this).reply.headers['cache-status']))?.[1]);
  assert.ok(ttl <= left && ttl >= left - 2, `${ttl} seconds`);
});
Then('the report is a hit', async function (this: TenstoneWorld) {
  isHit(await Cache.of(this).get(key), Cache.of(this).stored.get(key));
});
Then('it is a miss because it is {word}', function (this: TenstoneWorld, reason: string) {
  isMiss(Cache.of(this).reply, reason);
});
Then('the report is a miss because it is {word}', async function (this: TenstoneWorld, reason: string) {
  isMiss(await Cache.of(this).get(key), reason);
});
Then('the report is a miss', async function (this: TenstoneWorld) {
  assert.equal((await Cache.of(this).get(key)).status, 404);
});

const restarts = async function (this: TenstoneWorld) {
  await Cache.of(this).restart();
};
Given('the cache has been restarted', restarts);
When('the cache is restarted', restarts);
When('the cache is killed and started again', async function (this: TenstoneWorld) {
  await Cache.of(this).restart({}, 'kill');
});

Given('Olaf has the cache cleaned up often', async function (this: TenstoneWorld) {
  await Cache.of(this).restart({ TENSTONE_CACHE_SWEEP: '100ms' });
});
Then('eventually one file of an entry is left', async function (this: TenstoneWorld) {
  await eventually('one file is left', () => Cache.of(this).files(), (files) => files.length === 1);
});
Then('eventually no file of an entry is left', async function (this: TenstoneWorld) {
  await eventually('no file is left', () => Cache.of(this).files(), (files) => files.length === 0);
});
