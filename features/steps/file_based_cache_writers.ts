import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { Cache, bytesOf, report, send, type Reply } from '../support/cache.ts';
import { SlowGet } from '../support/cache_sockets.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { allStored, isHit, key } from './file_based_cache.ts';

const bodies = new WeakMap<TenstoneWorld, Buffer[]>();
const readers = new WeakMap<TenstoneWorld, { reader: SlowGet; body: Buffer }>();
const oldTags = new WeakMap<TenstoneWorld, string>();

// All at once, each by a connection and with bytes of its own.
async function write(world: TenstoneWorld, count: number, size: number, headers: Record<string, string>): Promise<void> {
  const cache = Cache.of(world);
  const own = Array.from({ length: count }, () => report(size));
  bodies.set(world, own);
  cache.replies.push(...(await Promise.all(own.map((body) => send(cache.port, 'PUT', cache.path(key), { token: cache.token, body, headers })))));
}
const succeeded = ({ status }: Reply) => status === 200 || status === 201;

When('{int} writers add a report of their own at once', async function (this: TenstoneWorld, count: number) {
  await write(this, count, 2000, { 'if-none-match': '*' });
});
When('{int} writers who have read it replace it by their own at once', async function (this: TenstoneWorld, count: number) {
  const { headers } = await Cache.of(this).get(key);
  await write(this, count, 2000, { 'if-match': String(headers['etag']) });
});
When(/^(\d+) writers store reports of (\d+ \w+) of their own at once$/, async function (this: TenstoneWorld, count: string, size: string) {
  await write(this, Number(count), bytesOf(size), {});
});

Then(/^one of them succeeds and (\d+) are refused because (?:one is there|it was changed)$/, function (this: TenstoneWorld, refused: string) {
  const { replies } = Cache.of(this);
  assert.equal(replies.filter(succeeded).length, 1);
  const others = replies.filter((reply) => !succeeded(reply));
  assert.equal(others.length, Number(refused));
  for (const { status, body } of others) assert.deepEqual([status, (JSON.parse(body.toString()) as { code: string }).code], [412, 'cache_precondition_failed']);
});
Then('all of them succeed', function (this: TenstoneWorld) {
  allStored(Cache.of(this).replies);
});
Then('the report is that of the one who succeeded', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  isHit(await cache.get(key), bodies.get(this)?.[cache.replies.findIndex(succeeded)]);
});
Then('the report is that of one of them, whole', async function (this: TenstoneWorld) {
  const { body, whole } = await Cache.of(this).get(key);
  assert.ok(whole && bodies.get(this)?.some((each) => each.equals(body)));
});

When('Mia adds a newer report', async function (this: TenstoneWorld) {
  await Cache.of(this).put(key, report(2000), { 'if-none-match': '*' });
});
Then('it is stored', function (this: TenstoneWorld) {
  assert.equal(Cache.of(this).reply.status, 201);
});

const noraStores = async function (this: TenstoneWorld) {
  oldTags.set(this, String((await Cache.of(this).get(key)).headers['etag']));
  allStored([await Cache.of(this).put(key, report(3000))]);
};
Given('Nora has stored another report under that key', noraStores);
When('Nora stores another report under that key', noraStores);
When('Mia removes the report that she has read', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  await cache.ask('DELETE', cache.path(key), { headers: { 'if-match': String(oldTags.get(this)) } });
});
Then('she is refused because it was changed', function (this: TenstoneWorld) {
  assert.equal(Cache.of(this).reply.status, 412);
});
Then("the report is Nora's", async function (this: TenstoneWorld) {
  const reply = await Cache.of(this).get(key);
  assert.equal(reply.body.length, 3000);
  isHit(reply, Cache.of(this).stored.get(key));
});

Given('Mia has begun to read it slowly', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  const body = cache.stored.get(key);
  assert.ok(body);
  readers.set(this, { reader: await SlowGet.begun(cache.port, cache.path(key), cache.token), body });
});
Then('Mia gets all of the report that she began to read', async function (this: TenstoneWorld) {
  const slow = readers.get(this);
  assert.ok(slow);
  const got = await slow.reader.finish();
  assert.ok(got.equals(slow.body), `${got.length} bytes`);
});
