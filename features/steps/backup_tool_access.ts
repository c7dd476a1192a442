// Project 10: who may do what, what the answers look like, and what stops a start.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { BackupTool, hash, tokens, type Run } from '../support/backup_tool.ts';
import { Cache } from '../support/cache.ts';
import { freePort } from '../support/processes.ts';
import type { TenstoneWorld } from '../support/world.ts';

When(/^a client asks the backup tool for (\w+) (\S+) with (no token|a token .*)$/, async function (this: TenstoneWorld, method: string, path: string, token: string) {
  assert.ok(token in tokens, token);
  await askEvents(BackupTool.of(this), this, tokens[token], method, path);
});
// A stream has no end: its head is enough.
async function askEvents(tool: BackupTool, world: TenstoneWorld, token: string | undefined, method: string, path: string): Promise<void> {
  if (path !== '/runs/events') {
    await tool.askAs(token, method, path);
    return;
  }
  const answer = await fetch(`http://127.0.0.1:${await tool.port()}${path}`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  const body = answer.status === 200 ? (await answer.body?.cancel(), '') : await answer.text();
  Cache.of(world).reply = { status: answer.status, headers: {}, body: Buffer.from(body), whole: true, asked: false };
}
When('an operator sends {word} {word} with {}', async function (this: TenstoneWorld, method: string, path: string, body: string) {
  const tool = BackupTool.of(this);
  const sent = body === 'nothing' ? undefined : (JSON.parse(body.replaceAll('SHOP', tool.shop)) as object);
  await tool.ask(method, path.replaceAll('SHOP', tool.shop), sent);
});
When('an operator begins a {word} of version 1', async function (this: TenstoneWorld, kind: string) {
  const tool = BackupTool.of(this);
  await tool.begin(`/backups/${tool.version(1)}/${kind}`);
});
Then('the answer is a run of kind {word} at the place that its Location names', async function (this: TenstoneWorld, kind: string) {
  const tool = BackupTool.of(this);
  const { reply } = Cache.of(this);
  const run = JSON.parse(reply.body.toString()) as Run;
  assert.deepEqual([reply.status, reply.headers['location'], run.kind], [202, `/runs/${run.id}`, kind]);
  const ended = await tool.ended(run);
  assert.equal(ended.state, 'done', JSON.stringify(ended));
  const members = ['id', 'kind', 'database', 'version', 'state', 'started_at', 'ended_at', 'progress', 'result', 'error'];
  assert.deepEqual(Object.keys(ended), members);
});
Given('a backup of the shop is held up by a lock', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  await tool.lockOrders();
  await tool.begin('/backups', { database: tool.shop });
  const { run } = tool;
  this.cleanups.unshift(async () => {
    await tool.ask('DELETE', `/runs/${String(run?.id)}`);
    await tool.ended(run);
  });
});
Then('the detail of the problem names the run that is active', function (this: TenstoneWorld) {
  const { body } = Cache.of(this).reply;
  assert.ok(body.toString().includes(String(BackupTool.of(this).run?.id)), body.toString());
});
When('a client follows the events of the runs while a backup is taken', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  const answer = await fetch(`http://127.0.0.1:${await tool.port()}/runs/events`, { headers: { authorization: 'Bearer reader' } });
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  const { id } = await tool.begin('/backups', { database: tool.shop });
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (states(text, id).includes('done')) break;
  }
  events.set(this, states(text, id));
});
const events = new WeakMap<TenstoneWorld, string[]>();
function states(text: string, id: string): string[] {
  const data = text.split('\n\n').filter((event) => event.includes('event: runs') || event.includes('event:runs'));
  return data.slice(0, -1).concat(text.endsWith('\n\n') ? data.slice(-1) : []).flatMap((event) => {
    const line = event.split('\n').find((each) => each.startsWith('data:'));
    const { items } = JSON.parse(String(line).slice(5)) as { items: Run[] };
    return items.filter((run) => run.id === id).map(({ state }) => state);
  });
}
Then('it has seen the backup run and end', function (this: TenstoneWorld) {
  const seen = events.get(this) ?? [];
  assert.deepEqual([seen.at(0), seen.at(-1)], ['running', 'done'], seen.join());
});

const production = { TENSTONE_ENV: 'production' };
const settings: Record<string, (world: TenstoneWorld) => Record<string, string>> = {
  'in production without a token': (world) => ({ ...production, ...complete(world), TENSTONE_ACCESS_OPERATE_TOKENS: '' }),
  'in production without a folder': (world) => ({ ...production, ...complete(world), TENSTONE_BACKUP_FOLDER: '' }),
  'in production without a key': (world) => ({ ...production, ...complete(world), TENSTONE_BACKUP_KEY_FILE: '' }),
  'in production without a server': (world) => ({ ...production, ...complete(world), TENSTONE_BACKUP_SERVER: '' }),
  'with a key inside of the repository': (world) => ({ ...complete(world), TENSTONE_BACKUP_FOLDER: join(world.project.folder, 'mixed'), TENSTONE_BACKUP_KEY_FILE: join(world.project.folder, 'mixed', 'key') }),
  'with a folder of other files': (world) => ({ ...complete(world), TENSTONE_BACKUP_FOLDER: world.project.data }),
};
const complete = (world: TenstoneWorld) => ({
  TENSTONE_BACKUP_FOLDER: join(world.project.folder, 'new'),
  TENSTONE_BACKUP_KEY_FILE: join(world.project.folder, 'new-key'),
  TENSTONE_BACKUP_SERVER: 'postgresql:///shop?host=/nowhere',
  TENSTONE_ACCESS_OPERATE_TOKENS: hash('operator'),
});
When(/^Olaf starts the backup tool (in production without .*|with a .*)$/, async function (this: TenstoneWorld, how: string) {
  const made = settings[how];
  assert.ok(made, how);
  this.outcome = await this.project.cli.run(['--http-port', String(await freePort())], made(this));
});
Then('the backup tool refuses to start, and names {}', function (this: TenstoneWorld, what: string) {
  const { code, stderr, output } = this.outcome;
  assert.notEqual(code, 0, output);
  assert.ok(stderr.includes(what), output);
});
When('Olaf looks for what the first start of the backup tool made', function (this: TenstoneWorld) {
  this.reportPath = this.project.data;
});
Then('nobody else may read its token, its key and its repository', function (this: TenstoneWorld) {
  for (const file of ['token', 'backup.key']) assert.equal(statSync(join(this.project.data, file)).mode & 0o777, 0o600, file);
  assert.equal(statSync(join(this.project.data, 'repository')).mode & 0o777, 0o700);
});
Then('its log says to keep a copy of the key', function (this: TenstoneWorld) {
  assert.match(this.project.process('api').output, /repository\.made.*keep a copy of the key file elsewhere/);
});
