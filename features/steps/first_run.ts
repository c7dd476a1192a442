import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { eventually } from '../support/eventually.ts';
import { freePort, listening, nothingRuns, Running } from '../support/processes.ts';
import type { TenstoneWorld } from '../support/world.ts';

// `tenstone VERB` as Olaf starts it: with the settings that he made, on a port that is free unless he chose one.
async function start(world: TenstoneWorld, verb: string): Promise<Running> {
  world.settings['PORT'] ??= String(await freePort());
  return world.platform.track(verb, world.platform.cli.start([verb], world.settings));
}

// The curl that it prints, once it does.
async function printed(tenstone: Running): Promise<string> {
  const command = () => /^\s*(curl (?:.*\\\n)*.*)$/m.exec(tenstone.output)?.[1];
  await eventually(`${tenstone.name} prints a command`, () => command() ?? tenstone.output, () => command() !== undefined || !tenstone.running, 60_000);
  const found = command();
  assert.ok(found, `a curl in:\n${tenstone.output}`);
  return found;
}

async function ended(tenstone: Running, code: number): Promise<void> {
  assert.deepEqual(await tenstone.ended(30_000), { code, signal: null }, tenstone.output);
}

Given('Olaf has never started Tenstone here', function (this: TenstoneWorld) {
  // Each platform here has a fresh folder.
});

Given('Olaf has started Tenstone', async function (this: TenstoneWorld) {
  await printed(await start(this, 'up'));
});

Given('Olaf has started Tenstone and stopped it again', async function (this: TenstoneWorld) {
  const tenstone = await start(this, 'up');
  this.firstCommand = await printed(tenstone);
  tenstone.signal('SIGINT');
  await ended(tenstone, 0);
});

// With a folder of declarations there are no samples.
function declare(world: TenstoneWorld, name: string, input: string): void {
  const folder = join(world.platform.folder, 'actions');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.yaml`), `name: ${name}\nrun: { builtin: echo }\ninput: ${input}\n`);
}
const needsInput = '{ type: object, required: [rows] }';

Given('Olaf has declared {string}, which needs an input', function (this: TenstoneWorld, name: string) {
  declare(this, name, needsInput);
});

Given('Olaf has declared {string}, which needs no input, and {string}, which needs one', function (this: TenstoneWorld, one: string, other: string) {
  declare(this, one, '{ type: object }');
  declare(this, other, needsInput);
});

Given('Olaf keeps {string}, {string}, {string} and {string} beside the action {string}', function (this: TenstoneWorld, one: string, two: string, three: string, four: string, action: string) {
  declare(this, action, '{ type: object }');
  const folder = join(this.platform.folder, 'actions');
  for (const name of [one, two, three, four]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), 'not a declaration\n');
  }
});

Given('the log of Tenstone is a link to a file of somebody else', function (this: TenstoneWorld) {
  const logs = join(this.platform.data, 'logs');
  writeFileSync(join(this.platform.folder, 'theirs'), 'theirs\n');
  mkdirSync(logs, { recursive: true });
  symlinkSync(join(this.platform.folder, 'theirs'), join(logs, 'tenstone.log'));
});

Given('another program has taken the port', async function (this: TenstoneWorld) {
  const port = await freePort();
  const server = await listening(port);
  this.cleanups.push(() => void server.close());
  this.settings['PORT'] = String(port);
});

Given('Olaf has chosen the data folder {string}', function (this: TenstoneWorld, name: string) {
  this.settings['TENSTONE_DATA'] = join(this.platform.folder, name);
});

Given('Olaf has set {string} to {string}', function (this: TenstoneWorld, name: string, value: string) {
  this.settings[name] = value;
});

const links: Readonly<Record<string, Record<string, string>>> = {
  Kubernetes: { TENSTONE_SERVICE_HOST: '10.0.0.1', TENSTONE_SERVICE_PORT_HTTP: '80', TENSTONE_PORT: 'tcp://10.0.0.1:80', TENSTONE_PORT_80_TCP_ADDR: '10.0.0.1' },
  Docker: { TENSTONE_PORT_3000_TCP: 'tcp://172.17.0.5:3000', TENSTONE_NAME: '/shop/tenstone', TENSTONE_ENV_PGUSER: 'app' },
};

Given(/^(Kubernetes|Docker) has set its variables for a service named "tenstone"$/, function (this: TenstoneWorld, platform: string) {
  Object.assign(this.settings, links[platform]);
});

Then('its log says that these variables are ignored', async function (this: TenstoneWorld) {
  const api = this.platform.process('api');
  const ignored = () => api.logs().find(({ event }) => event === 'config.service_links_ignored');
  await eventually('it names them', () => ignored() ?? api.output, () => ignored() !== undefined || !api.running, 60_000);
  const names = Object.keys(this.settings).filter((name) => /^TENSTONE_(SERVICE|PORT|NAME|ENV_)/.test(name));
  assert.deepEqual(String(ignored()?.['variables']).split(' ').sort(), names.sort(), api.output);
});

Then('its log names {string} and {string}, and nothing else', async function (this: TenstoneWorld, one: string, other: string) {
  const api = this.platform.process('api');
  const seen = (event: string) => api.logs().filter((line) => line['event'] === event);
  await eventually('it is ready', () => api.output, () => seen('process.ready').length > 0 || !api.running, 60_000);
  assert.deepEqual(seen('actions.file_passed_over').map(({ file }) => basename(String(file))).sort(), [one, other].sort(), api.output);
});

When('Olaf starts Tenstone', async function (this: TenstoneWorld) {
  await start(this, 'up');
});

When('Olaf starts Tenstone and names the port on the command line', async function (this: TenstoneWorld) {
  const port = String(await freePort());
  this.platform.track('up', this.platform.cli.start(['up', '--http-port', port]));
});

When('Olaf starts the {role}', async function (this: TenstoneWorld, role: string) {
  await start(this, role);
});

When('Olaf presses Ctrl-C', function (this: TenstoneWorld) {
  this.platform.process('up').signal('SIGINT');
});

When('Tenstone is killed', async function (this: TenstoneWorld) {
  await this.platform.process('up').kill();
});

// What `tenstone job show` says of the job that the printed command has started.
async function started(world: TenstoneWorld): Promise<string> {
  const command = await printed(world.platform.process('up'));
  const shell = new Running(command, 'bash', ['-c', command], { PATH: process.env['PATH'] }, world.platform.folder);
  await ended(shell, 0);
  const job = /"id": ?"([0-9a-f-]{36})"/.exec(shell.stdout)?.[1];
  assert.ok(job, `a job in: ${shell.output}`);
  return eventually('the job succeeds', () => world.platform.cli.output(['job', 'show', job], world.settings), (seen) => seen.includes('succeeded'));
}

Then('the command that it prints starts an action, which eventually succeeds', async function (this: TenstoneWorld) {
  await started(this);
});

Then('the command that it prints starts {string}, which eventually succeeds', async function (this: TenstoneWorld, action: string) {
  const job = await started(this);
  assert.ok(job.includes(action), `"${action}" in: ${job}`);
});

Then('Olaf is told that it is ready', async function (this: TenstoneWorld) {
  const health = ['health', '--http-port', String(this.settings['PORT'])];
  const { code, stdout, output } = await this.platform.cli.run(health, { TENSTONE_HTTP_ADDRESS: String(this.settings['TENSTONE_HTTP_ADDRESS']) });
  assert.equal(code, 0, output);
  assert.match(stdout, /ok|ready|postgres/);
});

Then('that file is as it was', function (this: TenstoneWorld) {
  assert.equal(readFileSync(join(this.platform.folder, 'theirs'), 'utf8'), 'theirs\n');
});

Then('it prints no command that starts an action, and says how to list them', async function (this: TenstoneWorld) {
  const tenstone = this.platform.process('up');
  await eventually('it says how to list actions', () => tenstone.output, (seen) => seen.includes(' action list\n') || !tenstone.running, 60_000);
  assert.match(tenstone.output, /tenstone action list\n/);
  assert.doesNotMatch(tenstone.output, /curl/);
});

Then('the command is the same as the first time', async function (this: TenstoneWorld) {
  assert.equal(await printed(this.platform.process('up')), this.firstCommand);
});

Then('Tenstone ends with code {int} and nothing of it is left running', async function (this: TenstoneWorld, code: number) {
  await ended(this.platform.process('up'), code);
  await nothingRuns(this.platform.folder);
});

Then('nothing of it is left running', async function (this: TenstoneWorld) {
  await nothingRuns(this.deployment.folder);
});

async function refused(tenstone: Running, names: string[], code = 2): Promise<void> {
  await ended(tenstone, code);
  for (const name of names) assert.ok(tenstone.stderr.includes(name), `"${name}" in: ${tenstone.stderr}`);
}

Then('Tenstone ends with code {int} and names {string}', async function (this: TenstoneWorld, code: number, name: string) {
  await refused(this.platform.process('up'), [name], code);
});

Then('Tenstone ends with code 2 and one line that names the port and {string}', async function (this: TenstoneWorld, fix: string) {
  const tenstone = this.platform.process('up');
  await refused(tenstone, [this.settings['PORT'] ?? '', fix]);
  assert.match(tenstone.stderr, /^[^\n]+\n$/);
});

Then('the {role} ends with code 2 and names {string} and {string}', async function (this: TenstoneWorld, role: string, one: string, other: string) {
  await refused(this.platform.process(role), [one, other]);
});
