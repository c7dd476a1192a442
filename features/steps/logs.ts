import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { Cli } from '../support/cli.ts';
import { send } from '../support/deployment.ts';
import { eventually } from '../support/eventually.ts';
import type { Role } from '../support/platform.ts';
import type { TenstoneWorld } from '../support/world.ts';

interface Entry {
  id: string;
  file: string;
  time: string | null;
  level: string;
  message: string;
  fields: Record<string, string>;
  raw: string;
}

const operator = (world: TenstoneWorld) => world.operatorToken('installation:logs');
const nameOf = (log: string) => `tenstone:${log}.log`;

async function ask(world: TenstoneWorld, path: string, query: Record<string, string> = {}): Promise<void> {
  const words = new URLSearchParams(query).toString();
  world.answer = await world.api.ask('GET', `/v1/logs${path}${words === '' ? '' : `?${words}`}`, { token: await operator(world) });
}

async function found(world: TenstoneWorld, log: string, q: string): Promise<Entry[]> {
  await ask(world, '/entries', { log: nameOf(log), q, order: 'oldest', limit: '1000' });
  return json<{ data: Entry[] }>(expecting(200, world.answer)).data;
}

// The entries by the request that queued the scenario's job, which are written a moment after the answer.
async function ofTheRequest(world: TenstoneWorld, log: string, events: string[]): Promise<Entry[]> {
  const { request_id } = await world.job();
  const seen = (entries: Entry[]) => entries.map(({ fields }) => String(fields['event']));
  return eventually(`${events.join(', ')} in the log of the ${log}`, () => found(world, log, request_id), (entries) => events.every((event) => seen(entries).includes(event)));
}

const withEvent = (entries: Entry[], event: string) => entries.filter(({ fields }) => fields['event'] === event).map(({ fields }) => fields);

Then('in the log of the api, Olaf finds her export and the answer to her by that request', async function (this: TenstoneWorld) {
  const entries = await ofTheRequest(this, 'api', ['action.triggered', 'request.done']);
  assert.equal(withEvent(entries, 'action.triggered')[0]?.['job'], this.jobId);
  const [answer] = withEvent(entries, 'request.done');
  assert.equal(answer?.['status'], '202');
  assert.equal(answer['path'], '/v1/actions/export-report');
});

Then('in the log of the worker, Olaf finds attempt {int} and its end by that request', async function (this: TenstoneWorld, attempt: number) {
  const entries = await ofTheRequest(this, 'worker', ['job.log', 'job.ran']);
  const [end] = withEvent(entries, 'job.ran');
  assert.deepEqual([end?.['job'], end?.['attempt'], end?.['outcome']], [this.jobId, String(attempt), 'succeeded']);
});

Then('in the log of the worker, Olaf finds the failure of attempt 1 and the success of attempt 2 by that request', async function (this: TenstoneWorld) {
  const { request_id } = await this.job();
  const ends = await eventually('two attempts end', async () => withEvent(await found(this, 'worker', request_id), 'job.ran'), (seen) => seen.length === 2);
  assert.deepEqual(ends.map(({ attempt, outcome }) => [attempt, outcome]), [['1', 'failed'], ['2', 'succeeded']]);
});

When('Olaf searches both logs for the request of her report', async function (this: TenstoneWorld) {
  await ofTheRequest(this, 'worker', ['job.ran']);
  const { request_id } = await this.job();
  this.outcome = await this.platform.cli.run(['log', 'grep', request_id, 'api', 'worker']);
});

Then('he sees the job, the answer and the attempt, in this order', function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 0, this.outcome.output);
  const lines = this.outcome.stdout.trimEnd().split('\n');
  const places = ['api.log: .*"action.triggered".*"job":"JOB"', 'api.log: .*"request.done".*"status":202', 'worker.log: .*"job.ran".*"job":"JOB","attempt":1'].map((part) =>
    lines.findIndex((line) => new RegExp(part.replace('JOB', this.jobId)).test(line)),
  );
  assert.ok(!places.includes(-1), `${String(places)} in:\n${this.outcome.stdout}`);
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
});

When('somebody asks for the logs', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/v1/logs');
});

When('{person} asks for the logs', async function (this: TenstoneWorld, name: string) {
  this.answer = await this.api.ask('GET', '/v1/logs', { token: this.person(name).token });
});

When('Olaf asks for the logs', async function (this: TenstoneWorld) {
  await ask(this, '');
});

Then('he sees those of the api and of the worker', function (this: TenstoneWorld) {
  const { data } = json<{ data: { name: string; size_bytes: number }[] }>(expecting(200, this.answer));
  for (const log of ['api', 'worker']) assert.ok((data.find(({ name }) => name === nameOf(log))?.size_bytes ?? 0) > 0, this.answer.text);
});

Then('Olaf sees the greeting in the log, its copy and on the command line, without that password', async function (this: TenstoneWorld) {
  const [entry] = await eventually('the greeting is in the log', () => found(this, 'worker', `event=job.log job=${this.jobId}`), (entries) => entries.length === 1);
  assert.equal(entry?.fields['text'], 'Hello, password=[redacted]');
  await ask(this, '/download', { log: nameOf('worker'), q: this.jobId });
  const copy = expecting(200, this.answer).text;
  const shown = await this.platform.cli.output(['log', 'cat', 'worker', '-q', this.jobId]);
  for (const text of [JSON.stringify(entry), copy, shown]) {
    assert.ok(text.includes('Hello, password=[redacted]'), text);
    assert.ok(!text.includes('giraffe'), text);
  }
});

Then('a search for {string} finds nothing', async function (this: TenstoneWorld, text: string) {
  assert.deepEqual(await found(this, 'worker', text), []);
  const { code, output } = await this.platform.cli.run(['log', 'grep', text, 'worker']);
  assert.equal(output, '');
  assert.equal(code, 1);
});

// The entries of an event stream that has come so far.
function entriesOf(stream: string): Entry[] {
  const events = stream.split('\n\n').slice(0, -1);
  return events.filter((event) => /^event: entry$/m.test(event)).map((event) => JSON.parse(String(/^data: (.*)$/m.exec(event)?.[1])) as Entry);
}

const follows = new WeakMap<TenstoneWorld, () => Entry[]>();

Given('Olaf follows the log of the worker through the API', async function (this: TenstoneWorld) {
  const headers = { authorization: `Bearer ${await operator(this)}` };
  let stream = '';
  await new Promise<void>((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: this.api.port, path: `/v1/logs/tail?log=${nameOf('worker')}`, headers, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        stream += text;
        resolve();
      });
    });
    call.on('error', reject).end();
    this.cleanups.push(() => void call.on('error', () => undefined).destroy());
  });
  follows.set(this, () => entriesOf(stream));
});

Given('Olaf follows the log of the worker by command', async function (this: TenstoneWorld) {
  const command = this.platform.cli.start(['log', 'tail', '-f', '-n', '1', '--json', 'worker']);
  this.cleanups.push(() => command.kill());
  await eventually('the last entry is printed', () => command.output, (output) => output.endsWith('\n'));
  follows.set(this, () => command.stdout.split('\n').slice(1, -1).map((line) => JSON.parse(line) as Entry));
});

Then('Olaf eventually sees the end of its attempt, once', async function (this: TenstoneWorld) {
  await this.jobBecomes('succeeded');
  const entries = follows.get(this) ?? (() => []);
  const ends = () => withEvent(entries(), 'job.ran').filter(({ job }) => job === this.jobId);
  await eventually('the end is seen', ends, (seen) => seen.length > 0);
  assert.deepEqual(ends().map(({ attempt, outcome }) => [attempt, outcome]), [['1', 'succeeded']]);
  const all = entries().map(({ id }) => id);
  assert.equal(new Set(all).size, all.length, 'an entry came twice');
});

When('Olaf asks for the log of the baker', async function (this: TenstoneWorld) {
  await ask(this, '/entries', { log: nameOf('baker') });
});

When('Olaf asks for entries with an unreadable query', async function (this: TenstoneWorld) {
  await ask(this, '/entries', { log: nameOf('api'), q: '(status' });
});

Given('the api keeps no log file', async function (this: TenstoneWorld) {
  await this.platform.kill('api');
  await this.platform.start('api', { TENSTONE_LOG_FILE: '', TENSTONE_LOGS_FOLDERS: '' });
});

Given('the log file of the api is on a full disk', async function (this: TenstoneWorld) {
  await this.platform.kill('api');
  await this.platform.start('api', { TENSTONE_LOG_FILE: '/dev/full' });
});

Then('the api says once that its log file cannot be written, and serves on', async function (this: TenstoneWorld) {
  const said = () => this.platform.logged({ event: 'log.file_failed', file: '/dev/full', error: 'No space left on device' });
  await eventually('the api says so', said, (lines) => lines.length > 0);
  const lost = async () => Number(/^tenstone_log_lost_lines_count (\d+)$/m.exec((await this.api.ask('GET', '/metrics')).text)?.[1]);
  const before = await lost();
  await this.api.ask('GET', '/v1/logs');
  await eventually('the lines are counted', lost, (now) => now > before);
  assert.equal(said().length, 1);
});

const tool = [
  '2026-11-22 08:15:00 INFO \u001B[32mstarted\u001B[0m',
  '2026-11-22 08:15:01 ERROR cannot connect with api_key=4f9d2c7b1a8e',
  '2026-11-22 08:16:07 WARN slow \u0007answer',
  '2026-11-22 08:16:08 INFO ended',
];
const paths = new WeakMap<TenstoneWorld, string>();

function pathOf(world: TenstoneWorld): string {
  const path = paths.get(world) ?? join(world.platform.folder, `tool-${randomUUID()}.log`);
  paths.set(world, path);
  return path;
}

function write(world: TenstoneWorld, lines: string[]): void {
  writeFileSync(pathOf(world), lines.map((line) => `${line}\n`).join(''));
  world.cleanups.push(() => {
    rmSync(pathOf(world), { force: true });
  });
}

Given('a log file of another program', function (this: TenstoneWorld) {
  write(this, tool);
});

Given('a log file of another program with {int} lines', function (this: TenstoneWorld, count: number) {
  write(this, tool);
  appendFileSync(pathOf(this), Array.from({ length: count }, (_, i) => `2026-11-22 08:17:00 INFO line ${i} of many\n`).join(''));
});

When('Olaf prints it', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['log', 'cat', '--oldest', pathOf(this)]);
});

When('Olaf prints it in production, where no server is configured', async function (this: TenstoneWorld) {
  const unset = { DATABASE_URL: '', REDIS_URL: '', TENSTONE_ENV: 'production' };
  this.outcome = await this.platform.cli.run(['log', 'cat', '--oldest', pathOf(this)], unset);
});

Then('its colours are shown as text, and its secret is left out', function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 0, this.outcome.output);
  assert.deepEqual(this.outcome.stdout.split('\n'), [
    '2026-11-22 08:15:00 INFO \\u001b[32mstarted\\u001b[0m',
    '2026-11-22 08:15:01 ERROR cannot connect with api_key=[redacted]',
    '2026-11-22 08:16:07 WARN slow \\u0007answer',
    '2026-11-22 08:16:08 INFO ended',
    '',
  ]);
});

When('Olaf prints it as data', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['log', 'cat', '--json', pathOf(this)]);
});

Then('he gets each entry with its time and level', function (this: TenstoneWorld) {
  const entries = this.outcome.stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Entry);
  assert.deepEqual(entries.map(({ time, level }) => [time?.slice(11, 19), level]), [
    ['08:16:08', 'info'],
    ['08:16:07', 'warn'],
    ['08:15:01', 'error'],
    ['08:15:00', 'info'],
  ]);
});

When('Olaf asks how many entries it has over time', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['log', 'hist', '--buckets', '2', pathOf(this)]);
});

Then('he sees a bar for each minute', function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 0, this.outcome.output);
  assert.match(this.outcome.stdout, /^2026-11-22T08:15:00Z +2 {2}#+ {2}1 errors\n2026-11-22T08:16:00Z +2 {2}#+\n$/);
});

When('Olaf searches it for {string}', async function (this: TenstoneWorld, text: string) {
  this.outcome = await this.platform.cli.run(['log', 'grep', text, pathOf(this)]);
});

Then('the command finds nothing and prints nothing', function (this: TenstoneWorld) {
  assert.deepEqual([this.outcome.code, this.outcome.output], [1, '']);
});

When('Olaf searches a file that there is not', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['log', 'grep', 'unicorn', '/nowhere/tool.log']);
});

Then('the command fails in one line, as a search that went wrong', function (this: TenstoneWorld) {
  assert.equal(this.outcome.output, 'tenstone: cannot read /nowhere/tool.log: No such file or directory\n');
  assert.equal(this.outcome.code, 2);
});

When('Olaf prints it to a reader of one line', async function (this: TenstoneWorld) {
  const script = '"$1" log cat --oldest --limit 1000000 "$2" | head -n 1';
  const env = { PATH: process.env['PATH'], LANG: 'C.UTF-8', TENSTONE_DATA: this.platform.data };
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script, 'sh', Cli.tenstone, pathOf(this)], { encoding: 'utf8', env });
  this.outcome = { code: 0, stdout, stderr, output: stdout + stderr };
});

Then('the command ends without a word', function (this: TenstoneWorld) {
  assert.equal(this.outcome.output, '2026-11-22 08:15:00 INFO \\u001b[32mstarted\\u001b[0m\n');
});

const logOf = (world: TenstoneWorld, role: string) => join(world.platform.logs, `${role}.log`);

Given('another program has renamed the log file of the {role}', function (this: TenstoneWorld, role: string) {
  renameSync(logOf(this, role), `${logOf(this, role)}.1`);
});
When('Olaf hangs up on the {role}', function (this: TenstoneWorld, role: string) {
  this.platform.process(role).signal('SIGHUP');
});
Then('the {role} logs to a new file, and serves on', async function (this: TenstoneWorld, role: string) {
  const lines = () => (existsSync(logOf(this, role)) ? readFileSync(logOf(this, role), 'utf8') : '');
  await eventually('it has a new file', lines, (text) => text.includes('"log.opened_again"'));
  expecting(200, await this.platform.http(role).ask('GET', '/readyz'));
});

// script(1) is its terminal: it holds the other end, and with it the terminal is closed.
async function startFromTerminal(world: TenstoneWorld, role: string, nohup = ''): Promise<void> {
  await world.platform.kill(role);
  await world.platform.start(role as Role, {}, role, ['sh', '-c', `exec script -qefc "exec ${nohup} $*" /dev/null`, 'sh']);
  const { pid } = world.platform.process(role);
  const started = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
  assert.ok(started > 0, 'script has started nothing');
  world.cleanups.push(() => {
    send(started, 'SIGKILL');
  });
}

Given('Olaf has started the {role} from a terminal', async function (this: TenstoneWorld, role: string) {
  await startFromTerminal(this, role);
});
Given('Olaf has started the {role} from a terminal, with nohup', async function (this: TenstoneWorld, role: string) {
  await startFromTerminal(this, role, 'nohup');
});
When('he closes the terminal of the {role}', async function (this: TenstoneWorld, role: string) {
  await this.platform.process(role).kill();
});
Then('the {role} drains and stops', async function (this: TenstoneWorld, role: string) {
  const lastLine = () => readFileSync(logOf(this, role), 'utf8').trimEnd().split('\n').at(-1) ?? '';
  await eventually('it has stopped', lastLine, (line) => line.includes('"event":"process.stopped"') && line.includes('"exit_code":0'));
});
Then('the {role} serves on', async function (this: TenstoneWorld, role: string) {
  await eventually('it has heard of it', () => readFileSync(logOf(this, role), 'utf8'), (text) => text.includes('"log.opened_again"'));
  expecting(200, await this.platform.http(role).ask('GET', '/readyz'));
});
