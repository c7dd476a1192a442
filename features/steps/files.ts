import assert from 'node:assert/strict';
import { chmodSync, closeSync, openSync, readdirSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { json, type Answer, type Api, type Job } from '../support/api.ts';
import { freePort } from '../support/processes.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { started } from './actions.ts';

const csv = JSON.stringify({ format: 'csv' });

// The file of the job that the scenario follows.
async function fileOf(world: TenstoneWorld): Promise<Job['files'][number]> {
  const { files } = await world.job();
  assert.equal(files.length, 1, JSON.stringify(files));
  return files[0] as Job['files'][number];
}

async function fetch(world: TenstoneWorld, name: string, headers: Record<string, string> = {}, api: Api = world.api): Promise<Answer> {
  world.reportPath ??= (await fileOf(world)).href;
  world.answer = await api.ask('GET', world.reportPath, { token: world.person(name).token, headers });
  return world.answer;
}

const status = (answer: Answer) => String(answer.headers['cache-status']);

Given('{person} has made a report', async function (this: TenstoneWorld, name: string) {
  if (!this.people.has(name)) await this.bringIn(name);
  await started(this, name, 'export-report', csv);
  await this.jobBecomes('succeeded');
  this.reportPath = (await fileOf(this)).href;
});

Given('{person} has started an errand that fails once and leaves a file at each attempt', async function (this: TenstoneWorld, name: string) {
  await started(this, name, 'flaky', JSON.stringify({ times: 1, file: true }));
});

Given('{person} has fetched the report', async function (this: TenstoneWorld, name: string) {
  this.answers = [await fetch(this, name)];
  assert.equal(this.answer.status, 200, this.answer.text);
  assert.equal(status(this.answer), 'tenstone; fwd=miss; stored');
});

When('{person} fetches the report', async function (this: TenstoneWorld, name: string) {
  await fetch(this, name);
});

When('{person} fetches the report unless it is the one that she has', async function (this: TenstoneWorld, name: string) {
  await fetch(this, name, { 'if-none-match': String(this.answer.headers.etag) });
});

When('{person} fetches the bytes {int} to {int} of the report', async function (this: TenstoneWorld, name: string, from: number, to: number) {
  this.answers = [await fetch(this, name)];
  await fetch(this, name, { range: `bytes=${from}-${to}` });
});

When('{person} fetches the report from the other machine', async function (this: TenstoneWorld, name: string) {
  await fetch(this, name, {}, this.deployment.http('other api'));
});

Then('its result says how many rows the report has', async function (this: TenstoneWorld) {
  const { result, files } = await this.job();
  assert.deepEqual(result, { rows: 1, file: files[0]?.id });
});

Then('{person} fetches the report, under its name, and it lists the export', async function (this: TenstoneWorld, name: string) {
  const { text, headers } = await fetch(this, name);
  assert.equal(headers['content-disposition'], 'attachment; filename="jobs.csv"; filename*=UTF-8\'\'jobs.csv');
  assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
  assert.equal(Number(headers['content-length']), (await fileOf(this)).size);
  assert.ok(text.startsWith('id,action,state,') && text.includes(this.jobId), text);
});

Then('there is no such file', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 404, this.answer.text);
  assert.equal(json<{ code: string }>(this.answer).code, 'file_not_found');
});

Then('the file of attempt {int} is the only one that {person} sees', async function (this: TenstoneWorld, number: number, name: string) {
  const { attempts, files } = await this.job();
  assert.deepEqual(files.map((file) => file.name), [`attempt-${number}.txt`]);
  const left = attempts.flatMap(({ logs }) => logs.flatMap(({ text }) => /leaves the file (\S+)/.exec(text)?.[1] ?? []));
  assert.equal(left.length, attempts.length);
  const { token } = this.person(name);
  const answers = await Promise.all(left.map((id) => this.api.ask('GET', `/v1/files/${id}`, { token })));
  assert.deepEqual(answers.map((answer) => answer.status), attempts.map(({ attempt }) => (attempt === number ? 200 : 404)));
});

Then('she gets these ten, and learns how long the report is', function (this: TenstoneWorld) {
  const whole = this.answers[0]?.text ?? '';
  assert.equal(this.answer.status, 206);
  assert.equal(this.answer.text, whole.slice(3, 13));
  assert.equal(this.answer.headers['content-range'], `bytes 3-12/${whole.length}`);
});

Then('she is told how long the report is', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 416, this.answer.text);
  assert.equal(this.answer.headers['content-range'], `bytes */${this.answers[0]?.text.length}`);
});

Then('nothing is sent again', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 304);
  assert.equal(this.answer.text, '');
});

Then("it is the same report, from the machine's copy", function (this: TenstoneWorld) {
  assert.equal(this.answer.text, this.answers[0]?.text);
  assert.equal(status(this.answer), 'tenstone; hit');
});

Then('it is the same report, from the database', function (this: TenstoneWorld) {
  assert.equal(this.answer.text, this.answers[0]?.text);
  assert.equal(status(this.answer), 'tenstone; fwd=miss; stored');
});

Then('it is the report, and no copy was made', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 200, this.answer.text);
  assert.ok(this.answer.text.includes(this.jobId));
  assert.equal(status(this.answer), 'tenstone; fwd=miss');
});

// ---- What happens to the copies

const namespace = (world: TenstoneWorld) => world.organisation.id;
const cache = (world: TenstoneWorld, ...words: string[]) => world.platform.cli.run(['cache', ...words, '--http-port', String(world.api.port)]);
const folderOf = (world: TenstoneWorld) => join(world.platform.data, `cache-${world.api.port}`);

// The one entry of the organisation. Its last byte is changed.
function damage(folder: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  assert.equal(files.length, 1, `entries in ${folder}`);
  const [{ parentPath, name }] = files as [(typeof files)[number]];
  const file = openSync(join(parentPath, name), 'r+');
  const [size, byte] = [readSync(file, Buffer.alloc(1 << 20), 0, 1 << 20, 0), Buffer.alloc(1)];
  readSync(file, byte, 0, 1, size - 1);
  writeSync(file, Buffer.from([byte.readUInt8() ^ 1]), 0, 1, size - 1);
  closeSync(file);
}

Given('Olaf has emptied the cache of her organisation', async function (this: TenstoneWorld) {
  const { code, output } = await cache(this, 'purge', namespace(this), '--all');
  assert.equal(code, 0, output);
});

Given('the copy on the disk is damaged', function (this: TenstoneWorld) {
  damage(join(folderOf(this), 'e', namespace(this)));
});

Given('there is an api on another machine', async function (this: TenstoneWorld) {
  await this.platform.start('api', { TENSTONE_CACHE_FOLDER: join(this.platform.folder, 'other-cache') }, 'other api');
});

Given("the api's folder for copies cannot be used", async function (this: TenstoneWorld) {
  const file = join(this.platform.folder, 'no-folder');
  writeFileSync(file, '');
  chmodSync(file, 0o400);
  await this.platform.stop('api');
  await this.platform.start('api', { TENSTONE_CACHE_FOLDER: join(file, 'cache') });
});

When('a second api is started on the folder for copies of the first', async function (this: TenstoneWorld) {
  const port = await freePort();
  this.outcome = await this.platform.cli.run(['api', '--http-port', String(port), '--cache-folder', folderOf(this)]);
});

Then('it does not start, and names the folder and the process that works on it', function (this: TenstoneWorld) {
  const { code, output } = this.outcome;
  assert.notEqual(code, 0, output);
  assert.ok(output.includes(folderOf(this)), output);
  assert.ok(output.includes(String(this.platform.process('api').pid)), output);
});

When('Olaf lists the cache of her organisation', async function (this: TenstoneWorld) {
  this.outcome = await cache(this, 'ls', namespace(this));
});

Then("the report's copy is in the list", async function (this: TenstoneWorld) {
  const { id, size } = await fileOf(this);
  const lines = this.outcome.stdout.trim().split('\n');
  assert.equal(lines.length, 1, this.outcome.output);
  assert.match(lines[0] ?? '', new RegExp(`^${id} +${size} bytes .* text/csv; charset=utf-8$`));
});

When('Olaf has the cache verified', async function (this: TenstoneWorld) {
  this.outcome = await cache(this, 'verify');
});

Then('one damaged copy is found and put aside', async function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 1, this.outcome.output);
  assert.match(this.outcome.stdout, /^\d+ entries checked, 1 damaged and in quarantine\n$/);
  const { stdout } = await cache(this, 'stats');
  assert.match(stdout, /^quarantined +1$/m);
});

When('Olaf asks for the cache of an api that does not run', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['cache', 'stats', '--http-port', String(await freePort())]);
});

// ---- Time, and the database

Then('there is no such file any more, and the job names none', async function (this: TenstoneWorld) {
  const { token } = this.person('Mia');
  assert.equal((await this.api.ask('GET', this.reportPath ?? '', { token })).status, 404);
  assert.deepEqual((await this.job()).files, []);
});

When('PostgreSQL is away and {person} fetches the report', async function (this: TenstoneWorld, name: string) {
  this.deployment.signal('postgres', 'SIGSTOP');
  this.cleanups.push(() => {
    this.deployment.signal('postgres', 'SIGCONT');
  });
  await fetch(this, name);
});

Then('she is asked to try again later', async function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 503, this.answer.text);
  this.deployment.signal('postgres', 'SIGCONT');
  await eventually('the report is there again', async () => (await fetch(this, 'Mia')).status, (code) => code === 200);
  assert.equal(this.answer.text, this.answers[0]?.text);
});
