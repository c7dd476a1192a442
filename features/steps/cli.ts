import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { Cli } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { started } from './actions.ts';

const verbs = ['up', 'api', 'worker', 'migrate', 'health', 'doctor', 'routes', 'user', 'action', 'job', 'schedule', 'cache', 'webhook', 'log', 'backup', 'validate', 'config', 'services', 'down', 'reset', 'new'];

When('Olaf runs {string}', async function (this: TenstoneWorld, command: string) {
  const [program, ...args] = command.split(' ');
  assert.equal(program, 'tenstone');
  this.outcome = await this.platform.cli.run(args);
});

When('Olaf runs {string} with its output on a full disk', async function (this: TenstoneWorld, command: string) {
  const [, ...args] = command.split(' ');
  const { folder } = this.platform;
  const written = new Cli(folder, {}, 'sh');
  this.outcome = await written.run(['-c', 'exec "$0" "$@" >/dev/full', Cli.tenstone, ...args]);
});

Given('Olaf has a file of settings with the line {string}', function (this: TenstoneWorld, line: string) {
  writeFileSync(join(this.platform.folder, 'dev.env'), `${line}\n`);
});

When('Olaf looks at the settings of that file', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['config', '--config', 'dev.env']);
});

When('Olaf starts a greeting on behalf of {person}', async function (this: TenstoneWorld, name: string) {
  this.outcome = await this.platform.cli.run(['action', 'run', 'hello', '--as', this.person(name).email]);
});

Then("{person}'s job eventually succeeds", async function (this: TenstoneWorld, name: string) {
  succeeds(this);
  const { token } = this.person(name);
  const states = async () => (await this.api.jobs(token)).map(({ state }) => state);
  await eventually('her one job succeeds', states, (seen) => seen.join() === 'succeeded');
});

When('Olaf looks at that job', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['job', 'show', this.jobId]);
});

// Escape and the one character that means the same (C1), a line break, and an override of the direction of writing.
Given('{person} has greeted a name that clears a terminal and adds a line', async function (this: TenstoneWorld, name: string) {
  await started(this, name, 'hello', JSON.stringify({ name: '\u001B[2J\u009B2J\u202E\nattempt 2  succeeded' }));
  await this.jobBecomes('succeeded');
});

Then('he reads that name within one line, and no terminal obeys it', function (this: TenstoneWorld) {
  succeeds(this, String.raw`Hello, \u001b[2J\u009b2J\u202e\nattempt 2  succeeded`);
  assert.doesNotMatch(this.outcome.output, /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
});

When('Olaf looks at a job that does not exist', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['job', 'show', randomUUID()]);
});

function succeeds(world: TenstoneWorld, ...names: string[]): void {
  const { code, stdout, output } = world.outcome;
  assert.equal(code, 0, output);
  for (const name of names) assert.ok(stdout.includes(name), `"${name}" in:\n${output}`);
}

Then('it succeeds and names {string}', function (this: TenstoneWorld, name: string) {
  succeeds(this, name);
});

Then('it succeeds and names {string} and {string}', function (this: TenstoneWorld, one: string, other: string) {
  succeeds(this, one, other);
});

Then('it says who may give a client its limit again', function (this: TenstoneWorld) {
  assert.match(this.outcome.stdout, /DELETE +\/v1\/admin\/limits\/keys\S+ +requires_scope installation:limits {2,}\S/);
});

Then('it succeeds and shows how {string} is used', function (this: TenstoneWorld, verb: string) {
  succeeds(this, `tenstone ${verb}`, '--help');
});

Then('it succeeds and names every verb', function (this: TenstoneWorld) {
  succeeds(this, ...verbs);
});

// One line, on stderr, so that a pipe gets nothing.
function failsInOneLine(world: TenstoneWorld, text: string): void {
  const { stdout, stderr, output } = world.outcome;
  assert.equal(stdout, '');
  assert.match(stderr, /^[^\n]+\n$/);
  assert.ok(stderr.includes(text), `"${text}" in: ${output}`);
}

Then('it is refused in one line that says {string}', function (this: TenstoneWorld, text: string) {
  failsInOneLine(this, text);
  assert.equal(this.outcome.code, 2);
});

Then('it succeeds and names {string} and the line of that file', function (this: TenstoneWorld, setting: string) {
  succeeds(this, setting, 'dev.env:1');
});

Then('it is refused and names the line of that file and {string}', function (this: TenstoneWorld, fix: string) {
  const { code, stderr } = this.outcome;
  assert.equal(code, 2, stderr);
  for (const name of ['dev.env:1', fix]) assert.ok(stderr.includes(name), `"${name}" in: ${stderr}`);
});

Then('it is refused and names {string} and {string}', function (this: TenstoneWorld, one: string, other: string) {
  const { code, stdout, stderr } = this.outcome;
  assert.equal(code, 2, stderr);
  assert.equal(stdout, '');
  for (const name of [one, other]) assert.ok(stderr.includes(name), `"${name}" in: ${stderr}`);
});

When('Olaf runs {string} with the database URL {string}', async function (this: TenstoneWorld, verb: string, url: string) {
  this.outcome = await this.platform.cli.run(verb.split(' '), { DATABASE_URL: url });
});

Then('it fails, names {string} and does not show {string}', function (this: TenstoneWorld, name: string, secret: string) {
  const { code, output } = this.outcome;
  assert.notEqual(code, 0, output);
  assert.ok(output.includes(name), `"${name}" in:\n${output}`);
  assert.ok(!output.includes(secret), `"${secret}" in:\n${output}`);
});

Then('it fails in one line that says {string}', function (this: TenstoneWorld, text: string) {
  failsInOneLine(this, text);
  assert.equal(this.outcome.code, 1);
});
