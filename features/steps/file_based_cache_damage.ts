import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { bytesOf, Cache, report } from '../support/cache.ts';
import { HalfPut } from '../support/cache_sockets.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/processes.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { isHit, key, numbered } from './file_based_cache.ts';

export function flip(file: string, at: number): void {
  const descriptor = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, at);
  writeSync(descriptor, Buffer.from([byte.readUInt8() ^ 1]), 0, 1, at);
  closeSync(descriptor);
}
const places: Record<string, (size: number) => number> = { 'the start': () => 20, 'the middle': (size) => Math.floor(size / 2), 'the end': (size) => size - 1 };

Given(/^a bit of (the start|the middle|the end) of its file has flipped$/, function (this: TenstoneWorld, part: string) {
  const file = Cache.of(this).file();
  flip(file, Number(places[part]?.(statSync(file).size)));
});
Given('half of its file is missing', function (this: TenstoneWorld) {
  const file = Cache.of(this).file();
  truncateSync(file, Math.floor(statSync(file).size / 2));
});
Then('the damaged file is put aside for Olaf', function (this: TenstoneWorld) {
  assert.equal(Cache.of(this).putAside().length, 1);
  assert.deepEqual(Cache.of(this).files('Mia'), []);
});

// All but the last block can be right.
Then('she gets a part of it that is right, and sees that the rest is missing', function (this: TenstoneWorld) {
  const { reply, stored } = Cache.of(this);
  const body = stored.get(key);
  assert.ok(body);
  assert.equal(reply.whole, false);
  assert.ok(reply.body.length < body.length && reply.body.equals(body.subarray(0, reply.body.length)), `${reply.body.length} bytes`);
});

When(/^the connection breaks behind half of a report of (\d+ \w+)$/, async function (this: TenstoneWorld, size: string) {
  const cache = Cache.of(this);
  const put = new HalfPut(cache.port, cache.path(key), cache.token, report(bytesOf(size)));
  if (bytesOf(size) > 256 * 1024) await cache.underWay(bytesOf(size));
  put.break();
  await eventually('nothing is under way', () => cache.stats(), ({ reserved }) => reserved === 0);
});

const kilobytes = 512;
Given('40 writers have each sent half of a newer report', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  const writers = numbered(40).map((each) => new HalfPut(cache.port, cache.path(each), cache.token, report(kilobytes * 1024)));
  assert.equal(writers.length, 40);
  await cache.underWay(40 * kilobytes * 1024);
  await eventually('40 files are being written', () => cache.half(), (files) => files.length === 40);
});
Then('all 40 reports are hits, as Mia stored them', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  for (const [i, reply] of (await cache.getEach(numbered(40))).entries()) isHit(reply, cache.stored.get(String(numbered(40)[i])));
});

When('Olaf starts a second process on the same folder', async function (this: TenstoneWorld) {
  this.outcome = await this.project.cli.run(['--http-port', String(await freePort())]);
});
Then('it refuses to start, and names the process that holds the folder', function (this: TenstoneWorld) {
  const { code, stderr } = this.outcome;
  assert.notEqual(code, 0);
  assert.ok(stderr.includes(String(this.project.process('api').pid)) && stderr.includes(Cache.of(this).folder), stderr);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
});
Then('Mia can store and read a report', async function (this: TenstoneWorld) {
  assert.equal((await Cache.of(this).put(key, report(1000))).status, 201);
  isHit(await Cache.of(this).get(key), Cache.of(this).stored.get(key));
});

const photos = (world: TenstoneWorld) => join(world.deployment.folder, 'photos');
When('Olaf starts the cache on a folder with his photos', async function (this: TenstoneWorld) {
  mkdirSync(photos(this));
  writeFileSync(join(photos(this), 'cat.jpg'), 'a cat');
  this.outcome = await this.project.cli.run(['--http-port', String(await freePort())], { TENSTONE_CACHE_FOLDER: photos(this) });
});
Then('it refuses to start, because the folder is not a cache', function (this: TenstoneWorld) {
  const { code, stderr } = this.outcome;
  assert.notEqual(code, 0);
  assert.ok(stderr.includes(photos(this)) && stderr.includes('cat.jpg'), stderr);
});
Then('his photos are still there', function (this: TenstoneWorld) {
  assert.equal(readFileSync(join(photos(this), 'cat.jpg'), 'utf8'), 'a cat');
});
