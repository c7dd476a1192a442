import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { Cache, report, send } from '../support/cache.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/processes.ts';
import type { Project } from '../support/project.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { key } from './file_based_cache.ts';

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const tokens: Record<string, string | undefined> = { 'no token': undefined, 'a token of nobody': 'nobody', 'a token that may read': 'reader', 'a token that may write': 'writer' };
const process = 'with tokens';

// Beside the others, a process with a token of each kind, on a folder of its own.
const started = new WeakMap<Project, Promise<void>>();
async function withTokens(world: TenstoneWorld): Promise<number> {
  const { project } = world;
  const settings = { TENSTONE_CACHE_FOLDER: join(project.folder, 'cache-with-tokens'), TENSTONE_ACCESS_READ_TOKENS: hash('reader'), TENSTONE_ACCESS_WRITE_TOKENS: hash('writer') };
  const starting = started.get(project) ?? project.start(process, settings);
  started.set(project, starting);
  await starting;
  return project.http(process).port;
}

const bodies: Record<string, string> = { PUT: 'an entry', '/cache/ns/_purge': '{"prefix":"none"}', '/demo/damage': '{"namespace":"ns","key":"none"}' };
When('{word} {word} is asked with {}', async function (this: TenstoneWorld, method: string, path: string, token: string) {
  const port = await withTokens(this);
  assert.ok(token in tokens, token);
  if (method === 'GET' && path === '/cache/ns/key') await send(port, 'DELETE', path, { token: 'writer' });
  const body = bodies[path] ?? bodies[method];
  Cache.of(this).reply = await send(port, method, path, { token: tokens[token], body: body === undefined ? undefined : Buffer.from(body) });
  const { status, headers } = Cache.of(this).reply;
  if (status === 401) assert.match(String(headers['www-authenticate']), /^Bearer /);
});

When('a client with a token that may read announces a body of 5 MiB with Expect: 100-continue', async function (this: TenstoneWorld) {
  Cache.of(this).reply = await send(await withTokens(this), 'PUT', '/cache/ns/key', { token: 'reader', announce: 5 * 1024 * 1024 });
});
Then('it is answered 403 and was not asked for the body', function (this: TenstoneWorld) {
  assert.deepEqual([Cache.of(this).reply.status, Cache.of(this).reply.asked], [403, false]);
});

const made = new WeakMap<TenstoneWorld, { token: string; hash: string }>();
Given('Olaf has made a token and set its hash', async function (this: TenstoneWorld) {
  const printed = await this.project.cli.output(['token', 'new'], { TENSTONE_ENV: 'production' });
  const token = String(/^token: (ts_\S+)$/m.exec(printed)?.[1]);
  const printedHash = String(/^sha256: ([0-9a-f]{64})$/m.exec(printed)?.[1]);
  assert.equal(printedHash, hash(token), printed);
  made.set(this, { token, hash: printedHash });
});
When('Olaf starts it in production', async function (this: TenstoneWorld) {
  await this.project.stop('api');
  await this.project.start('api', { TENSTONE_ENV: 'production', TENSTONE_ACCESS_WRITE_TOKENS: String(made.get(this)?.hash) });
});
When('Olaf starts it in production without a token', async function (this: TenstoneWorld) {
  await this.project.stop('api');
  this.outcome = await this.project.cli.run(['--http-port', String(await freePort())], { TENSTONE_ENV: 'production' });
});
Then('it refuses to start, and names TENSTONE_ACCESS_WRITE_TOKENS', function (this: TenstoneWorld) {
  const { code, stderr } = this.outcome;
  assert.equal(code, 2, stderr);
  assert.match(stderr, /TENSTONE_ACCESS_WRITE_TOKENS/);
});
Then('the token stores an entry, and no other token does', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  const development = cache.token;
  const put = (token: string) => send(cache.port, 'PUT', cache.path(key), { token, body: report(100) });
  assert.equal((await put(String(made.get(this)?.token))).status, 201);
  for (const other of ['nobody', development, String(made.get(this)?.hash)]) assert.equal((await put(other)).status, 401, other);
});
Then('POST \\/demo\\/damage is answered 404, also with the token', async function (this: TenstoneWorld) {
  const { port } = Cache.of(this);
  const body = Buffer.from('{"namespace":"ns","key":"key"}');
  for (const token of [undefined, made.get(this)?.token]) assert.equal((await send(port, 'POST', '/demo/damage', { token, body })).status, 404);
});

When('Olaf looks for the token that the first start made', function (this: TenstoneWorld) {
  assert.match(Cache.of(this).token, /^ts_\w{8}_\S{49}$/);
});
Then('a file that nobody else may read holds it', function (this: TenstoneWorld) {
  assert.equal(statSync(join(this.project.data, 'token')).mode & 0o777, 0o600);
});
Then('no line of the log does', async function (this: TenstoneWorld) {
  const cache = Cache.of(this);
  await cache.put(key, report(100));
  await cache.get(key);
  const log = (): string => this.project.process('api').output;
  const all = await eventually('the log has both requests', log, (text) => text.split('"request.done"').length > 2);
  assert.ok(!all.includes(cache.token));
});
