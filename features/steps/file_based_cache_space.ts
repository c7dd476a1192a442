import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { bytesOf, Cache, report } from '../support/cache.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { allStored, isHit, isMiss, key, numbered } from './file_based_cache.ts';

const large = 'large';

Given('Olaf has given the cache {int} MiB', async function (this: TenstoneWorld, size: number) {
  await Cache.of(this).restart({ TENSTONE_CACHE_MAX_SIZE: `${size}MiB` });
  space.set(this, size);
});
const space = new WeakMap<TenstoneWorld, number>();
Given('Olaf has given the cache room for {int} entries', async function (this: TenstoneWorld, count: number) {
  await Cache.of(this).restart({ TENSTONE_CACHE_MAX_ENTRIES: String(count) });
});
Given('Olaf has allowed entries of 1 MiB', async function (this: TenstoneWorld) {
  await Cache.of(this).restart({ TENSTONE_CACHE_MAX_ENTRY_SIZE: '1MiB' });
});
// More than any disk has.
Given('Olaf wants more of the disk free than there is', async function (this: TenstoneWorld) {
  await Cache.of(this).restart({ TENSTONE_CACHE_MIN_FREE: '1000000GiB' });
});

async function storeMany(world: TenstoneWorld, count: number, size: string, from: number): Promise<void> {
  allStored(await Cache.of(world).putEach(numbered(count, from).map((each) => ({ key: each })), bytesOf(size)));
}
Given(/^Mia has stored (\d+) reports of (\d+ \w+)$/, async function (this: TenstoneWorld, count: string, size: string) {
  await storeMany(this, Number(count), size, 0);
});
Given('Mia has read the first {int} of them', async function (this: TenstoneWorld, count: number) {
  for (const { status } of await Cache.of(this).getEach(numbered(count))) assert.equal(status, 200);
});
When(/^Mia stores (\d+) more reports of (\d+ \w+)$/, async function (this: TenstoneWorld, count: string, size: string) {
  await storeMany(this, Number(count), size, 1000);
});
When('Mia stores {int} reports', async function (this: TenstoneWorld, count: number) {
  allStored(await Cache.of(this).putEach(numbered(count).map((each) => ({ key: each }))));
});
When(/^the cache is restarted and Mia stores (\d+) more reports of (\d+ \w+)$/, async function (this: TenstoneWorld, count: string, size: string) {
  await Cache.of(this).restart({ TENSTONE_CACHE_MAX_SIZE: `${String(space.get(this))}MiB` });
  await storeMany(this, Number(count), size, 1000);
});

Then('no more than {int} MiB of the disk are used', async function (this: TenstoneWorld, size: number) {
  const most = size * 1024 * 1024;
  const { total } = await Cache.of(this).stats();
  assert.ok(total.bytes > most / 2 && total.bytes <= most, `${total.bytes} bytes are counted`);
  await eventually(`${size} MiB are used`, () => Cache.of(this).used(), (used) => used > most / 2 && used <= most);
});
Then('the {int} that she has read are hits', async function (this: TenstoneWorld, count: number) {
  const cache = Cache.of(this);
  for (const [i, reply] of (await cache.getEach(numbered(count))).entries()) isHit(reply, cache.stored.get(String(numbered(count)[i])));
});
Then('Olaf sees why the others were evicted', async function (this: TenstoneWorld) {
  const { evictions } = await Cache.of(this).stats();
  assert.ok(Object.values(evictions).reduce((sum, each) => sum + each, 0) > 0, JSON.stringify(evictions));
  const { text } = await this.api.ask('GET', '/metrics');
  assert.match(text, /^tenstone_cache_evictions_total\{reason="\w+"\} [1-9]/m);
});
Then('no more than {int} entries are there', async function (this: TenstoneWorld, most: number) {
  const { total } = await Cache.of(this).stats();
  assert.ok(total.entries > most / 2 && total.entries <= most, `${total.entries} entries`);
  assert.ok(Cache.of(this).files().length <= most);
});

When(/^Mia announces a report of (\d+ \w+) and waits to be asked for it$/, async function (this: TenstoneWorld, size: string) {
  const cache = Cache.of(this);
  await cache.ask('PUT', cache.path(large), { announce: bytesOf(size) });
});
When('Mia stores a report of 512 KiB', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  await cache.ask('PUT', cache.path(large), { body: report(512 * 1024) });
});
const refusals: Record<string, [number, string]> = { 'it is too large': [413, 'cache_entry_too_large'], 'there is no space': [507, 'insufficient_storage'] };
Then(/^she is refused because (it is too large|there is no space)$/, function (this: TenstoneWorld, why: string) {
  const { status, body } = Cache.of(this).reply;
  assert.deepEqual([status, (JSON.parse(body.toString()) as { code: string }).code], refusals[why]);
});
Then('she was not asked for its bytes', function (this: TenstoneWorld) {
  assert.equal(Cache.of(this).reply.asked, false);
});

// Only root can mount one; others see that this was not tried.
Given('the entries are on a disk of their own of 4 MiB', async function (this: TenstoneWorld) {
  if (process.getuid?.() !== 0) {
    console.log('SKIPPED: a disk of its own needs root, to mount a tmpfs');
    return 'skipped';
  }
  const disk = join(this.deployment.folder, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
  disks.set(this, disk);
  // The process still works on it then.
  this.cleanups.push(() => {
    execFileSync('umount', ['--lazy', disk]);
  });
  Cache.of(this).folder = join(disk, 'cache');
  await Cache.of(this).restart({ TENSTONE_CACHE_FOLDER: Cache.of(this).folder, TENSTONE_CACHE_MIN_FREE: '0B' });
  return undefined;
});
const disks = new WeakMap<TenstoneWorld, string>();
Given('somebody else has filled the disk', function (this: TenstoneWorld) {
  const disk = disks.get(this);
  assert.ok(disk);
  assert.throws(() => {
    writeFileSync(join(disk, 'photos'), Buffer.alloc(8 * 1024 * 1024));
  }, /ENOSPC/);
});
Then('each of the 3 reports is a hit, or was evicted', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  for (const [i, reply] of (await cache.getEach(numbered(3))).entries()) {
    if (reply.status === 200) isHit(reply, cache.stored.get(String(numbered(3)[i])));
    else isMiss(reply, 'absent');
  }
  isMiss(await cache.get(key), 'absent');
});
Then('the report is a hit, or was evicted', async function (this: TenstoneWorld) {
  const reply = await Cache.of(this).get(key);
  if (reply.status === 200) isHit(reply, Cache.of(this).stored.get(key));
  else isMiss(reply, 'absent');
});
Then('no file that was half written is left', async function (this: TenstoneWorld) {
  await eventually('no half file is left', () => Cache.of(this).half(), (files) => files.length === 0);
});
