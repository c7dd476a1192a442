// Project 08: pages of logs.
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { Given, Then, When } from '@cucumber/cucumber';
import { Cache } from '../support/cache.ts';
import { eventually } from '../support/eventually.ts';
import { Viewer, type Entry } from '../support/log_viewer.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { line, number } from './log_viewer_wire.ts';

const lines = (from: number, count: number) => Array.from({ length: count }, (_, i) => line(from + i)).join('');
const met = (viewer: Viewer): Entry[] => viewer.pages.flatMap(({ data }) => data);
const last = (viewer: Viewer) => {
  const page = viewer.pages.at(-1);
  assert.ok(page, 'no page was read');
  return page;
};

// ---- a first page
Given("the shop's log has {int} entries, of which those of the orders 7, 70 and 77 are errors", function (this: TenstoneWorld, count: number) {
  const text = Array.from({ length: count }, (_, i) => (['7', '70', '77'].includes(String(i)) ? line(i).replace('INFO', 'ERROR') : line(i))).join('');
  Viewer.of(this).write(text);
});
When("Mia asks for the errors in the shop's log", async function (this: TenstoneWorld) {
  await Viewer.of(this).entries({ q: 'level>=error' });
});
Then('she has those of the orders 77, 70 and 7, the newest first', function (this: TenstoneWorld) {
  assert.deepEqual(met(Viewer.of(this)).map(number), [77, 70, 7]);
});

Given('a program writes its log as {}', function (this: TenstoneWorld, text: string) {
  Viewer.of(this).write(`${text}\n`);
});
When('Mia reads it', async function (this: TenstoneWorld) {
  await Viewer.of(this).entries();
});
Then('the entry is of half past seven, an {word}, and says: {}', function (this: TenstoneWorld, level: string, message: string) {
  const [entry] = last(Viewer.of(this)).data;
  assert.deepEqual([entry?.time?.slice(5, 19), entry?.level, entry?.message], ['03-01T07:30:00', level, message]);
});

// ---- pages of a log that changes
Given("the shop's log has {int} entries, and Mia has read the newest {int}", async function (this: TenstoneWorld, all: number, read: number) {
  const viewer = Viewer.of(this);
  viewer.write(lines(0, all));
  await viewer.entries({ limit: String(read) });
});
Given("the shop's log has {int} entries, and Mia has read the oldest {int}", async function (this: TenstoneWorld, all: number, read: number) {
  const viewer = Viewer.of(this);
  viewer.write(lines(0, all));
  await viewer.entries({ limit: String(read), order: 'oldest' });
});
const changes: Record<string, (viewer: Viewer) => void> = {
  'nothing changes': () => undefined,
  'the shop writes on': (viewer) => {
    viewer.append(lines(1000, 30));
  },
  'the log is renamed by a rotation': (viewer) => {
    viewer.rotate('rename');
    viewer.write(lines(1000, 3));
  },
  'the log is copied by a rotation': (viewer) => {
    viewer.rotate('copy');
    viewer.append(lines(1000, 3));
  },
};
When(/^she reads page after page to the end, while (.*)$/, async function (this: TenstoneWorld, what: string) {
  const viewer = Viewer.of(this);
  const change = changes[what];
  assert.ok(change, what);
  change(viewer);
  const order = number(met(viewer)[0] as Entry) === 0 ? 'oldest' : 'newest';
  for (let { next_cursor } = last(viewer); next_cursor !== null; { next_cursor } = last(viewer)) await viewer.entries({ limit: String(viewer.pages[0]?.data.length), order, cursor: next_cursor });
});
Then('she has met each of the {int} entries once, in their order', function (this: TenstoneWorld, count: number) {
  assert.deepEqual(met(Viewer.of(this)).map(number), Array.from({ length: count }, (_, i) => count - 1 - i));
});
Then('she has met each of the {int} entries once, and then those that were written meanwhile', function (this: TenstoneWorld, count: number) {
  const numbers = met(Viewer.of(this)).map(number);
  assert.deepEqual(numbers.slice(0, count), Array.from({ length: count }, (_, i) => i));
  assert.deepEqual(numbers.slice(count), Array.from({ length: numbers.length - count }, (_, i) => 1000 + i));
  assert.ok(numbers.length > count);
});

When('the log is truncated, and she asks for the next page', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  viewer.write('2026-03-02T07:30:00Z INFO anew\n');
  await viewer.ask(viewer.route('entries', { limit: String(viewer.pages[0]?.data.length), cursor: String(last(viewer).next_cursor) }));
});
Then('she learns that her place is gone, and which file is the oldest one now', function (this: TenstoneWorld) {
  const { status, body } = Cache.of(this).reply;
  const problem = JSON.parse(body.toString()) as { code: string; oldest: string };
  assert.deepEqual([status, problem.code, problem.oldest], [410, 'log_gone', Viewer.of(this).log]);
});
Then('from there she reads the log anew', async function (this: TenstoneWorld) {
  const { oldest } = JSON.parse(Cache.of(this).reply.body.toString()) as { oldest: string };
  assert.deepEqual((await Viewer.of(this).entries({ log: oldest, order: 'oldest' })).data.map(({ message }) => message), ['anew']);
});
When('the log is deleted, and she asks for the next page', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  rmSync(viewer.path);
  assert.ok(!existsSync(viewer.path));
  await viewer.ask(viewer.route('entries', { limit: String(viewer.pages[0]?.data.length), cursor: String(last(viewer).next_cursor) }));
});
Then('she learns that there is no such log', function (this: TenstoneWorld) {
  const { status, body } = Cache.of(this).reply;
  assert.deepEqual([status, (JSON.parse(body.toString()) as { code: string }).code], [404, 'log_not_found']);
});

// ---- strange bytes
const strange: Record<string, { bytes: Buffer; raw: RegExp; truncated?: boolean }> = {
  'bytes that are no text': { bytes: Buffer.from('2026-03-01T07:30:00Z INFO f\xfcr Mia\xff\n', 'latin1'), raw: /^2026-03-01T07:30:00Z INFO f\ufffdr Mia\ufffd$/ },
  'a NUL': { bytes: Buffer.from('2026-03-01T07:30:00Z INFO a\0b\n'), raw: /^2026-03-01T07:30:00Z INFO a\0b$/ },
  'a line of 3 MiB': { bytes: Buffer.from(`2026-03-01T07:30:00Z INFO ${'x'.repeat(3 * 1024 * 1024)}\n`), raw: /^2026-03-01T07:30:00Z INFO x{1000000,1048576}$/, truncated: true },
  'no line end at its end': { bytes: Buffer.from('2026-03-01T07:30:00Z INFO last'), raw: /^2026-03-01T07:30:00Z INFO last$/ },
  'a carriage return at each line end': { bytes: Buffer.from('2026-03-01T07:30:00Z INFO for Mia\r\n'), raw: /^2026-03-01T07:30:00Z INFO for Mia$/ },
};
Given(/^a log with (bytes that are no text|a NUL|a line of 3 MiB|no line end at its end|a carriage return at each line end)$/, function (this: TenstoneWorld, what: string) {
  Viewer.of(this).write(Buffer.concat([Buffer.from(line(0)), strange[what]?.bytes ?? Buffer.alloc(0)]));
  this.answered.push(what);
});
Then('she has both of its entries, and the strange one as well as it can be shown', function (this: TenstoneWorld) {
  const expected = strange[String(this.answered[0])];
  const [newest, oldest] = last(Viewer.of(this)).data;
  assert.ok(expected && newest && oldest);
  assert.equal(number(oldest), 0);
  assert.ok(expected.raw.test(newest.raw), newest.raw.slice(0, 200));
  assert.equal(newest.truncated, expected.truncated ?? false);
});
Given('an empty log', function (this: TenstoneWorld) {
  Viewer.of(this).write('');
});
Then('she has no entry, and is told that there are no more', function (this: TenstoneWorld) {
  const { data, next_cursor, scan } = last(Viewer.of(this));
  assert.deepEqual([data, next_cursor, scan.complete], [[], null, true]);
});

// ---- a rare match
Given('a log of 8 MiB, whose oldest entry alone names order 4711, and a viewer that reads 1 MiB for each request', function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  viewer.process = 'bounded';
  const filler = 'x'.repeat(200);
  viewer.write(`2026-03-01T07:00:00Z INFO order 4711 is paid twice\n${Array.from({ length: 32_000 }, (_, i) => line(i).replace('sent', `sent ${filler}`)).join('')}`);
});
When(/^Mia looks for that order by (.*), page after page$/, async function (this: TenstoneWorld, q: string) {
  const viewer = Viewer.of(this);
  let cursor: string | null = null;
  do ({ next_cursor: cursor } = await viewer.entries({ q, limit: '5', ...(cursor === null ? {} : { cursor }) }));
  while (cursor !== null && viewer.pages.length < 50);
});
Then('each answer has read a part of the log and says how much is left, and the last one has the entry', function (this: TenstoneWorld) {
  const { pages } = Viewer.of(this);
  assert.ok(pages.length >= 4 && pages.length <= 16, `${pages.length} pages`);
  assert.ok(pages.every(({ scan }) => scan.scanned_bytes < 4 * 1024 * 1024), JSON.stringify(pages.map(({ scan }) => scan)));
  const left = pages.map(({ scan }) => scan.remaining_bytes);
  assert.deepEqual(left, [...left].sort((a, b) => b - a));
  assert.deepEqual(pages.map(({ scan }) => scan.complete), pages.map((_, i) => i === pages.length - 1));
  assert.deepEqual(met(Viewer.of(this)).map(({ message }) => message), ['order 4711 is paid twice']);
});

// ---- secrets
const secret = 'hunter2-correct-horse';
const ways: Record<string, (viewer: Viewer) => Promise<string>> = {
  'the page of entries': async (viewer) => JSON.stringify(await viewer.entries()),
  'the context of an entry': async (viewer) => JSON.stringify(await viewer.json('context', { at: String((await viewer.entries()).data[0]?.id) })),
  'a tail': async (viewer) => {
    const tail = await viewer.tail();
    viewer.append(secrets('07:31'));
    await eventually('the entries are seen', () => tail.lines, (seen) => seen.length >= 3);
    return JSON.stringify(tail.events);
  },
  'a download': (viewer) => viewer.download(),
};
const secrets = (time: string) => `time=2026-03-01T${time}:00Z level=info msg="login of mia" password=${secret}
time=2026-03-01T${time}:01Z level=info msg="Authorization: Bearer ${secret}-and-more"
time=2026-03-01T${time}:02Z level=info msg=connects url=postgres://mia:${secret}@db/shop
`;
Given('a log into which a program has written passwords and tokens', function (this: TenstoneWorld) {
  Viewer.of(this).write(secrets('07:30'));
});
When(/^Mia looks at (the page of entries|the context of an entry|a tail|a download) of the secrets$/, async function (this: TenstoneWorld, way: string) {
  this.answered.push((await ways[way]?.(Viewer.of(this))) ?? '');
});
Then('she sees that something was there, and no secret', function (this: TenstoneWorld) {
  const [seen = ''] = this.answered;
  assert.equal(seen.includes(secret), false, seen);
  assert.ok((seen.match(/\[redacted\]/g) ?? []).length >= 3, seen);
});
When(/^Mia searches for (a password that stands in it|a part of it|a field by it|a pattern that it fits)$/, async function (this: TenstoneWorld, what: string) {
  const q = { 'a password that stands in it': secret, 'a part of it': 'hunter2', 'a field by it': `password=${secret}`, 'a pattern that it fits': '/password=hunt/' }[what];
  const viewer = Viewer.of(this);
  await viewer.entries({ q: String(q) });
  const { entries } = await viewer.json<{ entries: number }>('histogram', { q: String(q) });
  this.answered.push(`${entries} counted, ${(await viewer.download({ q: String(q) })).length} downloaded`);
});
Then('nothing is found, counted or downloaded', function (this: TenstoneWorld) {
  assert.deepEqual(last(Viewer.of(this)).data, []);
  assert.deepEqual(this.answered, ['0 counted, 0 downloaded']);
});
