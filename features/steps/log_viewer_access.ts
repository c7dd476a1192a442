// Project 08: who may see logs.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { send } from '../support/cache.ts';
import { eventually } from '../support/eventually.ts';
import { Viewer, tokens } from '../support/log_viewer.ts';
import { freePort } from '../support/processes.ts';
import type { TenstoneWorld } from '../support/world.ts';

const routes: Record<string, (viewer: Viewer, id: string) => string> = {
  'about the log': (viewer) => viewer.route('about'),
  'a page of entries': (viewer) => viewer.route('entries'),
  'the context of an entry': (viewer, id) => viewer.route('context', { at: id }),
  'a histogram': (viewer) => viewer.route('histogram'),
  'a tail': (viewer) => viewer.route('tail'),
  'a download': (viewer) => viewer.route('download'),
  'the list of logs': () => '/logs',
  'the page': () => '/',
  livez: () => '/livez',
  readyz: () => '/readyz',
};
When(/^a client asks the log viewer for (.*) with (no token|a token .*)$/, async function (this: TenstoneWorld, what: string, token: string) {
  const viewer = Viewer.of(this);
  viewer.write('2026-03-01T07:30:00Z INFO reminder sent\n');
  const [entry] = (await viewer.entries()).data;
  const route = routes[what];
  assert.ok(route && token in tokens && entry, `${what} with ${token}`);
  // A stream has no end: its head is enough.
  if (what === 'a tail') {
    const answer = await fetch(`http://127.0.0.1:${await viewer.port()}${route(viewer, entry.id)}`, { headers: tokens[token] === undefined ? {} : { authorization: `Bearer ${tokens[token]}` } });
    const body = answer.status === 200 ? (await answer.body?.cancel(), '') : await answer.text();
    viewer.answered(answer.status, body);
    return;
  }
  await viewer.askAs(tokens[token], route(viewer, entry.id));
});

const production = { TENSTONE_ENV: 'production' };
const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const folders = (world: TenstoneWorld) => {
  mkdirSync(Viewer.of(world).folder, { recursive: true });
  return { TENSTONE_LOGS_FOLDERS: `app=${Viewer.of(world).folder}` };
};
const settings: Record<string, (world: TenstoneWorld) => Record<string, string>> = {
  'in production without a token': (world) => ({ ...production, ...folders(world) }),
  'in production without folders': () => ({ ...production, TENSTONE_ACCESS_READ_TOKENS: hash('reader') }),
  'with a folder that does not exist': (world) => ({ TENSTONE_LOGS_FOLDERS: `app=${world.project.folder} gone=${world.project.folder}/gone` }),
  'with a folder that has no name': () => ({ TENSTONE_LOGS_FOLDERS: '/logs/app' }),
  'with a zone that does not exist': () => ({ TENSTONE_LOGS_FOLDERS: 'app=/logs@Riga' }),
};
When(/^Olaf starts the log viewer (in production without .*|with a (?:folder|zone) that .*)$/, async function (this: TenstoneWorld, how: string) {
  await this.project.stop('api');
  const made = settings[how];
  assert.ok(made, how);
  this.outcome = await this.project.cli.run(['--http-port', String(await freePort())], made(this));
});
Then('the log viewer refuses to start, and names {}', function (this: TenstoneWorld, what: string) {
  const { code, stderr } = this.outcome;
  assert.notEqual(code, 0, stderr);
  assert.ok(stderr.includes(what), stderr);
});

const made = new WeakMap<TenstoneWorld, { token: string; hash: string }>();
Given('Olaf has made a token for the log viewer', async function (this: TenstoneWorld) {
  const printed = await this.project.cli.output(['token', 'new'], production);
  const [, token, printedHash] = /^token: (ts_\S+)\nsha256: ([0-9a-f]{64})$/m.exec(printed) ?? [];
  assert.equal(printedHash, hash(String(token)), printed);
  assert.match(printed, /TENSTONE_ACCESS_DOWNLOAD_TOKENS/);
  made.set(this, { token: String(token), hash: printedHash });
});
When('Olaf starts the log viewer in production with its hash', async function (this: TenstoneWorld) {
  await this.project.stop('api');
  await this.project.start('api', { ...production, ...folders(this), TENSTONE_ACCESS_DOWNLOAD_TOKENS: String(made.get(this)?.hash) });
});
Then('the token downloads a log, and no other token does', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  viewer.write('2026-03-01T07:30:00Z INFO reminder sent\n');
  const status = async (token: string) => (await send(this.api.port, 'GET', viewer.route('download'), { token })).status;
  assert.equal(await status(String(made.get(this)?.token)), 200);
  const development = readFileSync(join(this.project.data, 'token'), 'utf8').trim();
  for (const other of ['nobody', development, String(made.get(this)?.hash)]) assert.equal(await status(other), 401, other);
});

When('Olaf looks for what the first start of the log viewer made', function (this: TenstoneWorld) {
  this.reportPath = this.project.data;
});
Then('nobody else may read the token and the key of the cursors', function (this: TenstoneWorld) {
  for (const file of ['token', 'cursor-key']) assert.equal(statSync(join(String(this.reportPath), file)).mode & 0o777, 0o600, file);
});
Then('the token shows the log of the log viewer itself', async function (this: TenstoneWorld) {
  const token = readFileSync(join(this.project.data, 'token'), 'utf8').trim();
  const ask = (path: string) => send(this.api.port, 'GET', path, { token });
  await ask('/logs');
  const own = async () => JSON.parse((await ask('/logs/entries?log=own:log-viewer.log&q=path=/logs')).body.toString()) as { data: { fields: Record<string, string> }[] };
  const { data } = await eventually('the request stands in the log', own, (page) => page.data.length > 0);
  assert.ok(data.every(({ fields }) => fields['path'] === '/logs'), JSON.stringify(data));
});
