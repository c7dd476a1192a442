import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { bytesOf, Cache, report, send, type Reply } from '../support/cache.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { allStored, key } from './file_based_cache.ts';

const digits = Buffer.from('0123456789');
const wanted = new WeakMap<TenstoneWorld, Buffer>();

const bytes = async function (this: TenstoneWorld) {
  allStored([await Cache.of(this).put(key, digits, { 'content-type': 'text/plain' })]);
};
Given('an entry of the bytes 0 to 9', bytes);
Given(/^an entry of (\d+ \w+)$/, async function (this: TenstoneWorld, size: string) {
  allStored([await Cache.of(this).put(key, report(bytesOf(size)))]);
});
Given('no entry', async function (this: TenstoneWorld) {
  assert.equal((await Cache.of(this).get(key)).status, 404);
});
Given('an entry with Cache-Control: max-age={int}', async function (this: TenstoneWorld, lives: number) {
  allStored([await Cache.of(this).put(key, digits, { 'cache-control': `max-age=${lives}` })]);
});

// "Range: bytes=2-4 and If-Range: its ETag"
function headersOf(text: string, etag: string): Record<string, string> {
  if (text === 'no condition') return {};
  return Object.fromEntries(text.split(' and If-').map((part, i): [string, string] => {
    const [name = '', value = ''] = `${i === 0 ? '' : 'If-'}${part}`.split(': ');
    return [name.toLowerCase(), value.replace('W/ and its ETag', `W/${etag}`).replace('its ETag', etag)];
  }));
}
const etagOf = async (world: TenstoneWorld) => String((await Cache.of(world).get(key)).headers['etag']);

When('a client sends GET with {}', async function (this: TenstoneWorld, header: string) {
  await Cache.of(this).get(key, headersOf(header, await etagOf(this)));
});
When('a client asks for {} of it', async function (this: TenstoneWorld, range: string) {
  const [from = 0, to = 0] = range.split('-').map(Number);
  wanted.set(this, Cache.of(this).stored.get(key)?.subarray(from, to + 1) ?? Buffer.alloc(0));
  await Cache.of(this).get(key, { range: `bytes=${range}` });
  assert.match(String(Cache.of(this).reply.headers['content-range']), new RegExp(`^bytes ${range}/\\d+$`));
});
When('a client sends HEAD', async function (this: TenstoneWorld) {
  await Cache.of(this).ask('HEAD', Cache.of(this).path(key));
});
When('a client sends GET for an entry that nobody stored', async function (this: TenstoneWorld) {
  await Cache.of(this).get(key);
});
When('a client sends DELETE', async function (this: TenstoneWorld) {
  await Cache.of(this).ask('DELETE', Cache.of(this).path(key));
});
When('a client sends PUT for that entry', async function (this: TenstoneWorld) {
  await Cache.of(this).put(key, report(20));
});
When('a client sends a purge with {}', async function (this: TenstoneWorld, body: string) {
  const cache = Cache.of(this);
  await cache.ask('POST', `/cache/${cache.namespace()}/_purge`, { body: Buffer.from(body) });
});
When('a client asks for a list with {}', async function (this: TenstoneWorld, query: string) {
  const cache = Cache.of(this);
  await cache.ask('GET', `/cache/${cache.namespace()}?${query}`);
});

// Rows that a header alone does not say.
function special(world: TenstoneWorld, row: string): { path: string; headers: Record<string, string> } | undefined {
  const cache = Cache.of(world);
  const path = cache.path(key);
  const rows: Record<string, { path: string; headers: Record<string, string> }> = {
    'no more than it needs': { path, headers: {} },
    '33 tags': { path, headers: { 'cache-tag': Array.from({ length: 33 }, (_, i) => `tag-${i}`).join(', ') } },
    'a tag of 129 bytes': { path, headers: { 'cache-tag': 'x'.repeat(129) } },
    'a Content-Type of 201 bytes': { path, headers: { 'content-type': `text/${'x'.repeat(196)}` } },
    'a key of 1024 bytes': { path: cache.path('x'.repeat(1024)), headers: {} },
    'a key of 1025 bytes': { path: cache.path('x'.repeat(1025)), headers: {} },
    'the key _stats': { path: cache.path('_stats'), headers: {} },
    'the namespace Upper': { path: '/cache/Upper/key', headers: {} },
  };
  return rows[row];
}
When('a client sends PUT with {}', async function (this: TenstoneWorld, row: string) {
  const { path, headers } = special(this, row) ?? { path: Cache.of(this).path(key), headers: headersOf(row, '') };
  await Cache.of(this).ask('PUT', path, { body: digits, headers });
});

const codeOf = ({ body }: Reply) => (JSON.parse(body.toString()) as { code: string }).code;
Then(/^it is answered (\d+) ?(\w+)?$/, function (this: TenstoneWorld, status: string, code: string | null) {
  const { reply } = Cache.of(this);
  assert.equal(reply.status, Number(status), reply.body.toString());
  if (code !== null) assert.equal(codeOf(reply), code);
});
Then('it is answered {int} with the body {}', function (this: TenstoneWorld, status: number, body: string) {
  const { reply } = Cache.of(this);
  assert.equal(reply.status, status, reply.body.toString());
  if (body === 'a problem') assert.equal(reply.headers['content-type'], 'application/problem+json');
  else assert.equal(reply.body.toString(), body === 'nothing' ? '' : body);
  if (status < 400) assert.match(String(reply.headers['etag']), /^"[0-9a-f]{16}"$/);
  if (status === 416) assert.equal(reply.headers['content-range'], 'bytes */10');
});
Then('it is answered 206 with exactly these bytes', function (this: TenstoneWorld) {
  const { reply } = Cache.of(this);
  assert.equal(reply.status, 206);
  assert.ok(reply.body.equals(wanted.get(this) ?? Buffer.alloc(0)), `${reply.body.length} bytes`);
});
Then('it is answered 200 with Content-Length: {int}, the ETag and no body', async function (this: TenstoneWorld, length: number) {
  const { status, headers, body } = Cache.of(this).reply;
  assert.deepEqual([status, headers['content-length'], headers['etag'], body.length], [200, String(length), await etagOf(this), 0]);
});
Then('GET is answered {int} with Cache-Status: {}', async function (this: TenstoneWorld, status: number, expected: string) {
  const reply = await Cache.of(this).get(key);
  assert.equal(reply.status, status);
  near(String(reply.headers['cache-status']), expected);
});
// A second may have passed meanwhile.
function near(seen: string, expected: string): void {
  const ttl = Number(/ttl=(\d+)$/.exec(expected)?.[1] ?? NaN);
  assert.ok(seen === expected || seen === expected.replace(/\d+$/, String(ttl - 1)), seen);
}
Then('Age: {int}', function (this: TenstoneWorld, age: number) {
  const seen = Number(Cache.of(this).reply.headers['age']);
  assert.ok(seen === age || seen === age + 1, `Age: ${seen}`);
});
Then('Cache-Status: {}', function (this: TenstoneWorld, expected: string) {
  assert.equal(Cache.of(this).reply.headers['cache-status'], expected);
});
Then('it is answered 200 with an ETag, which a GET then has, too', async function (this: TenstoneWorld) {
  const { status, headers } = Cache.of(this).reply;
  assert.deepEqual([status, headers['etag']], [200, await etagOf(this)]);
  assert.ok((await Cache.of(this).get(key)).body.equals(Cache.of(this).stored.get(key) ?? digits));
});

interface Listed {
  key: string;
  size: number;
  content_type: string;
  tags: string[];
}
const met = new WeakMap<TenstoneWorld, Listed[]>();
Given('25 entries, of which 20 begin with docs\\/', async function (this: TenstoneWorld) {
  const keys = Array.from({ length: 25 }, (_, i) => `${i < 20 ? 'docs' : 'more'}/${i}`);
  allStored(await Cache.of(this).putEach(keys.map((each) => ({ key: each, headers: { 'content-type': 'text/plain', 'cache-tag': `${each}, all` } })), 33));
});
When('a client reads all pages of 10 of those that begin with docs\\/', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  const seen: Listed[] = [];
  for (let cursor = ''; ; ) {
    const query = new URLSearchParams({ prefix: 'docs/', limit: '10', ...(cursor === '' ? {} : { cursor }) });
    const { status, body } = await send(cache.port, 'GET', `/cache/${cache.namespace()}?${query.toString()}`, { token: cache.token });
    assert.equal(status, 200, body.toString());
    const page = JSON.parse(body.toString()) as { entries: Listed[]; next_cursor: string | null };
    assert.ok(page.entries.length <= 10);
    seen.push(...page.entries);
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  met.set(this, seen);
});
Then('it has met each of the 20 once, with its size, its type and its tags', function (this: TenstoneWorld) {
  const seen = (met.get(this) ?? []).map(({ key: of, size, content_type, tags }) => ({ of, size, content_type, tags }));
  const expected = Array.from({ length: 20 }, (_, i) => ({ of: `docs/${i}`, size: 33, content_type: 'text/plain', tags: [`docs/${i}`, 'all'] }));
  const byKey = (a: { of: string }, b: { of: string }) => a.of.localeCompare(b.of);
  assert.deepEqual(seen.sort(byKey), expected.sort(byKey));
});
