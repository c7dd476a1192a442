import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, constants, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { Cli } from '../support/cli.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';

Given('the file {string}:', function (this: TenstoneWorld, name: string, text: string) {
  writeFileSync(join(this.platform.folder, name), `${text}\n`);
});

Given('{string} begins with a byte order mark and ends its lines as Windows does', function (this: TenstoneWorld, name: string) {
  const file = join(this.platform.folder, name);
  const lines = readFileSync(file, 'utf8').replaceAll('\n', '\r\n');
  writeFileSync(file, `\uFEFF${lines}`);
});

// Of as many lines as this takes.
Given('the file {string} has {int} MB of the line:', function (this: TenstoneWorld, name: string, megabytes: number, line: string) {
  const file = join(this.platform.folder, name);
  writeFileSync(file, '');
  const block = `${line}\n`.repeat(Math.ceil(1e6 / (line.length + 1)));
  for (let i = 0; i < megabytes; ++i) appendFileSync(file, block);
});

When('Olaf runs {string} with the input:', async function (this: TenstoneWorld, command: string, input: string) {
  const [program, ...args] = command.split(' ');
  assert.equal(program, 'tenstone');
  this.outcome = await this.platform.cli.run(args, {}, `${input}\n`);
});

When('Olaf runs {string} and may use {int} MB of memory', async function (this: TenstoneWorld, command: string, megabytes: number) {
  const shell = new Cli(this.platform.folder, {}, 'sh');
  this.outcome = await shell.run(['-c', `ulimit -d ${megabytes * 1000} && exec "$@"`, 'sh', Cli.tenstone, ...command.split(' ').slice(1)]);
});

// A pipe that has a name and an end when the work has been watched.
When('Olaf watches {string} in a terminal while lines keep coming', async function (this: TenstoneWorld, command: string) {
  const [, ...args] = command.split(' ');
  const { folder } = this.platform;
  const pipe = join(folder, String(args.at(-1)));
  execFileSync('mkfifo', [pipe]);
  const terminal = new Cli(folder, {}, 'script').start(['-qec', [Cli.tenstone, ...args].join(' '), '/dev/null']);
  const lines = openSync(pipe, constants.O_RDWR);
  try {
    const feed = () => {
      writeSync(lines, '{"name": "Mia"}\n');
      return terminal.output;
    };
    await eventually('how far it is can be seen', feed, (seen) => seen.includes(' MB'), 60_000);
  } finally {
    closeSync(lines);
  }
  const { code } = await terminal.ended(30_000);
  this.outcome = { code, stdout: terminal.stdout, stderr: terminal.stderr, output: terminal.output };
});

Then('he sees how much is done, and nothing of that is left at the end', function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 0, this.outcome.output);
  const [summary, ...before] = this.outcome.stdout.split('\r\x1B[K').reverse();
  assert.match(String(before[0]), /^\d+\.\d MB$/);
  assert.match(String(summary), /^many\.ndjson: (\d+) lines: \1 valid, 0 invalid, 0 unreadable\r\n$/);
});

function ended(world: TenstoneWorld, code: number): string {
  assert.equal(world.outcome.code, code, world.outcome.output);
  assert.equal(world.outcome.stderr, '');
  return world.outcome.stdout;
}

Then('it ends with code {int} and prints:', function (this: TenstoneWorld, code: number, text: string) {
  assert.equal(ended(this, code), `${text}\n`);
});

Then('it lists {int} faults of {int} and ends with code {int}', function (this: TenstoneWorld, listed: number, all: number, code: number) {
  const lines = ended(this, code).trimEnd().split('\n');
  assert.match(String(lines.pop()), new RegExp(`: ${all} faults; the first ${listed} are listed$`));
  assert.equal(lines.length, listed);
});

Then('it ends with code {int} and prints the JSON:', function (this: TenstoneWorld, code: number, text: string) {
  const lines = ended(this, code).trimEnd().split('\n');
  assert.deepEqual(lines.map((line) => JSON.parse(line) as unknown), text.split('\n').map((line) => JSON.parse(line) as unknown));
});

Then('it ends with code {int}, prints {string} and says {string}', function (this: TenstoneWorld, code: number, printed: string, said: string) {
  assert.equal(this.outcome.code, code, this.outcome.output);
  assert.equal(this.outcome.stdout, `${printed}\n`);
  assert.match(this.outcome.stderr, /^[^\n]+\n$/);
  assert.ok(this.outcome.stderr.includes(said), this.outcome.stderr);
});
