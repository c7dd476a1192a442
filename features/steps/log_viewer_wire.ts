// Project 08: what the log viewer says on the wire.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { Cache } from '../support/cache.ts';
import { eventually } from '../support/eventually.ts';
import { Viewer, type EntriesPage, type Entry } from '../support/log_viewer.ts';
import type { TenstoneWorld } from '../support/world.ts';

const routes = ['about', 'entries', 'histogram', 'tail', 'download'];
const answers = new WeakMap<TenstoneWorld, string[]>();
const names: Record<string, (viewer: Viewer) => string> = {
  'no such file': () => 'app:none.log',
  'no such folder': ({ file }) => `none:${file}`,
  'no folder': ({ file }) => file,
  '../': ({ file }) => `app:../viewer-logs/${file}`,
  '../ in the middle': ({ file }) => `app:below/../${file}`,
  '%2e%2e%2f': ({ file }) => `app:%2e%2e%2fviewer-logs/${file}`,
  './': ({ file }) => `app:./${file}`,
  'a whole path': (viewer) => `app:${viewer.path}`,
  '/etc/passwd': () => 'app:/etc/passwd',
  'a symbolic link': () => 'app:link.log',
  'a folder that is a symbolic link': ({ file }) => `app:linked/${file}`,
  'a folder': () => 'app:folder.log',
  'a file that no pattern matches': () => 'app:secret.txt',
  'a NUL': ({ file }) => `app:${file}\0`,
  'a NUL before another end': ({ file }) => `app:${file}\0.log`,
  'a line break': ({ file }) => `app:${file}\n`,
  'a hidden file': () => 'app:.hidden.log',
};
Given('a folder with a log, and beside it files that are none', function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  viewer.write('2026-03-01T07:30:00Z INFO reminder sent\n');
  const at = (name: string) => join(viewer.folder, name);
  for (const folder of ['below', 'folder.log']) mkdirSync(at(folder), { recursive: true });
  for (const file of ['secret.txt', '.hidden.log']) writeFileSync(at(file), 'secret\n');
  for (const [target, link] of [['/etc/passwd', 'link.log'], ['.', 'linked']] as const)
    try {
      symlinkSync(target, at(link));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'EEXIST');
    }
});
When('a client asks each route for {}', async function (this: TenstoneWorld, what: string) {
  const viewer = Viewer.of(this);
  const name = names[what];
  assert.ok(name, what);
  const seen: string[] = [];
  for (const route of routes) {
    const reply = await viewer.ask(viewer.route(route, { log: name(viewer) }));
    const { request_id, ...problem } = JSON.parse(reply.body.toString()) as Record<string, unknown>;
    assert.ok(request_id);
    seen.push(`${reply.status} ${JSON.stringify(problem)}`);
  }
  answers.set(this, seen);
});
Then('each answers what it answers for a log that nobody wrote', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  const { status, body } = await viewer.ask(viewer.route('about', { log: 'app:nobody.log' }));
  const { request_id, ...problem } = JSON.parse(body.toString()) as Record<string, unknown>;
  assert.ok(request_id && status === 404 && problem['code'] === 'log_not_found');
  assert.deepEqual(answers.get(this), routes.map(() => `404 ${JSON.stringify(problem)}`));
});

Given('a log of {int} entries', function (this: TenstoneWorld, count: number) {
  Viewer.of(this).write(Array.from({ length: count }, (_, i) => line(i)).join(''));
});
export const line = (number: number): string => `${new Date(Date.parse('2026-03-01T07:30:00Z') + number * 1000).toISOString()} INFO reminder ${number} sent\n`;
export const number = ({ message }: Entry): number => Number(/reminder (\d+) sent/.exec(message)?.[1]);

const page = (world: TenstoneWorld) => JSON.parse(Cache.of(world).reply.body.toString()) as EntriesPage;
When('a client asks for entries with {}', async function (this: TenstoneWorld, query: string) {
  const viewer = Viewer.of(this);
  const text = query.replace('the cursor of another query', await cursor(viewer, { q: 'other' })).replace('the cursor of another log', await cursor(viewer, { log: await another(viewer) }));
  await viewer.ask(`${viewer.route('entries')}&${text === 'nothing more' ? '' : text}`);
});
async function cursor(viewer: Viewer, query: Record<string, string>): Promise<string> {
  return encodeURIComponent(String((await viewer.entries({ limit: '1', ...query, ...(query['q'] === undefined ? {} : { q: 'reminder' }) })).next_cursor));
}
function another(viewer: Viewer): Promise<string> {
  writeFileSync(join(viewer.folder, `other-${viewer.file}`), line(1) + line(2) + line(3));
  return Promise.resolve(`app:other-${viewer.file}`);
}
Then('she has the entries {}', function (this: TenstoneWorld, numbers: string) {
  const { reply } = Cache.of(this);
  assert.equal(reply.status, 200, reply.body.toString());
  assert.deepEqual(page(this).data.map(number), numbers.split(', ').map(Number));
});
Then('its fault is at column {int}', function (this: TenstoneWorld, column: number) {
  assert.equal((JSON.parse(Cache.of(this).reply.body.toString()) as { column: number }).column, column);
});
When('a client follows the link to the next page {int} times', async function (this: TenstoneWorld, times: number) {
  const viewer = Viewer.of(this);
  const seen: number[] = [];
  let path = viewer.route('entries', { limit: '2', order: 'oldest', q: '"reminder" level=info' });
  for (let i = 0; i <= times; i += 1) {
    const { headers } = await viewer.ask(path);
    seen.push(...page(this).data.map(number));
    const [, next] = /^<([^>]+)>; rel="next"$/.exec(String(headers['link'])) ?? [];
    assert.equal(next !== undefined, page(this).next_cursor !== null);
    if (next === undefined) break;
    path = next;
  }
  this.groups.push(seen.map(String));
});
Then('it has met the entries {} once', function (this: TenstoneWorld, numbers: string) {
  assert.deepEqual(this.groups.at(-1), numbers.split(', '));
});
When('a client downloads the log', async function (this: TenstoneWorld) {
  await Viewer.of(this).download();
});
Then('the answer is a text to keep under the name of the log, and no proxy stores it', function (this: TenstoneWorld) {
  const { headers } = Cache.of(this).reply;
  assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(headers['content-disposition'], `attachment; filename="app_${Viewer.of(this).file}"`);
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['x-content-type-options'], 'nosniff');
});
When('a client opens one tail more than it may have', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  viewer.process = 'strict';
  for (let i = 0; i < 8; i += 1) assert.equal((await viewer.tail()).status, 200);
  await viewer.ask(viewer.route('tail'));
});
Then('when it has closed one, another is answered 200', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  viewer.tails[0]?.close();
  await eventually('there is room for another', () => viewer.tail(), ({ status }) => status === 200);
});
