import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { Cache, report } from '../support/cache.ts';
import { HalfPut } from '../support/cache_sockets.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { allStored, isHit, isMiss, key, numbered } from './file_based_cache.ts';

const about = (tag: string) => ({ 'cache-tag': tag });
const purgeTag = async function (this: TenstoneWorld) {
  assert.equal((await Cache.of(this).purge({ tags: ['teapots'] })).status, 204);
};
const purgeAll = async function (this: TenstoneWorld) {
  assert.equal((await Cache.of(this).purge({ all: true })).status, 204);
};
const halves = new WeakMap<TenstoneWorld, HalfPut>();
const chosen = new WeakMap<TenstoneWorld, string[]>();

Given('Mia has stored 1000 reports, every second one about teapots', async function (this: TenstoneWorld) {
  const keys = numbered(1000);
  chosen.set(this, keys.filter((_, i) => i % 2 === 0));
  allStored(await Cache.of(this).putEach(keys.map((each, i) => ({ key: each, headers: about(i % 2 === 0 ? 'kitchen, teapots' : 'kitchen') }))));
});
Given('Mia has stored 1000 reports, 100 of each year from 2016 on', async function (this: TenstoneWorld) {
  const keys = numbered(1000).map((each, i) => `${2016 + (i % 10)}/${each}`);
  chosen.set(this, keys.filter((each) => each.startsWith('2020/')));
  allStored(await Cache.of(this).putEach(keys.map((each) => ({ key: each }))));
});
Given('Nora has stored a report in a namespace of her own', async function (this: TenstoneWorld) {
  allStored([await Cache.of(this).put(key, report(1000), {}, 'Nora')]);
});
Given('Mia has stored a report about teapots', async function (this: TenstoneWorld) {
  allStored([await Cache.of(this).put(key, report(1000), about('teapots'))]);
});
Given('Mia has stored a report for 2 hours about teapots', async function (this: TenstoneWorld) {
  allStored([await Cache.of(this).put(key, report(1000), { ...about('teapots'), 'cache-control': 'max-age=7200' })]);
});
When('Mia stores a newer report about teapots', async function (this: TenstoneWorld) {
  allStored([await Cache.of(this).put(key, report(2000), about('teapots'))]);
});

Given('Mia has invalidated what is about teapots', purgeTag);
When('Mia invalidates what is about teapots', purgeTag);
When('Mia invalidates those of 2020', async function (this: TenstoneWorld) {
  assert.equal((await Cache.of(this).purge({ prefix: '2020/' })).status, 204);
});
Given('Mia has invalidated all of hers', purgeAll);
When('Mia invalidates all of hers', purgeAll);

async function eachIs(world: TenstoneWorld, keys: readonly string[], what: 'hits' | 'invalidated'): Promise<void> {
  const cache = Cache.of(world);
  assert.ok(keys.length > 0);
  for (const [i, reply] of (await cache.getEach(keys)).entries()) {
    if (what === 'hits') isHit(reply, cache.stored.get(String(keys[i])));
    else isMiss(reply, 'invalidated');
  }
}
Then(/^those (?:about teapots|of 2020) are misses because they are invalidated$/, async function (this: TenstoneWorld) {
  await eachIs(this, chosen.get(this) ?? [], 'invalidated');
});
Then('the others are hits', async function (this: TenstoneWorld) {
  const others = [...Cache.of(this).stored.keys()].filter((each) => !chosen.get(this)?.includes(each));
  await eachIs(this, others, 'hits');
});
Then('all 1000 are misses because they are invalidated', async function (this: TenstoneWorld) {
  await eachIs(this, numbered(1000), 'invalidated');
});
Then("Nora's report is a hit", async function (this: TenstoneWorld) {
  isHit(await Cache.of(this).get(key, {}, 'Nora'), Cache.of(this).stored.get(key));
});
Then('the newer report is a hit', async function (this: TenstoneWorld) {
  isHit(await Cache.of(this).get(key), Cache.of(this).stored.get(key));
});

Given('Mia has sent half of a report about teapots', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  halves.set(this, new HalfPut(cache.port, cache.path(key), cache.token, report(2_000_000), ['Cache-Tag: teapots']));
  await cache.underWay(2_000_000);
});
When('Mia sends the other half', async function (this: TenstoneWorld) {
  assert.equal(await halves.get(this)?.finish(), 201);
});
