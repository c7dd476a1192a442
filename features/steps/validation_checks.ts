// Project 09: rows checked in bulk, and what becomes of them when something breaks.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { alternatives, announceRows, breakOff, invalidRow, ValidationTool, validRow, type Check, type Signup } from '../support/validation_tool.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { problem } from './validation_signups.ts';

const unreadable = '{"course": "green",';
const row = (text: string, count: number) => `${text}\n`.repeat(count);

When('Olaf has 3 valid rows, 2 invalid ones, an empty line and one that nobody can read checked', async function (this: TenstoneWorld) {
  const rows = [validRow, invalidRow, '', validRow, unreadable, '{"course": "grey", "email": "none"}', validRow];
  await ValidationTool.of(this).check(rows.join('\n')); // no line end behind the last one
});
Then('the report eventually counts {int} rows: {int} valid, {int} invalid, {int} unreadable', async function (this: TenstoneWorld, rows: number, valid: number, invalid: number, bad: number) {
  const report = await ValidationTool.of(this).report();
  assert.deepEqual([report.rows, report.valid, report.invalid, report.unreadable], [rows, valid, invalid, bad]);
});
Then('it names each fault by its row and place, and counts them by code', async function (this: TenstoneWorld) {
  const { by_code, faults, truncated } = await ValidationTool.of(this).report();
  assert.deepEqual(
    faults.map((fault) => [fault.row, fault.pointer, fault.code]),
    [
      [2, '/seats', 'range'],
      [5, '', 'invalid_json'],
      [6, '/course', 'enum'],
      [6, '/email', 'format'],
    ],
  );
  assert.deepEqual([by_code, truncated], [{ enum: 1, format: 1, invalid_json: 1, range: 1 }, false]);
});
When('Olaf has 1500 invalid rows checked', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).check(row(invalidRow, 1500));
});
Then('it lists {int} faults, says that there are more, and counts {int}', async function (this: TenstoneWorld, listed: number, counted: number) {
  const { by_code, faults, truncated } = await ValidationTool.of(this).report();
  assert.deepEqual([faults.length, truncated, by_code], [listed, true, { range: counted }]);
  assert.deepEqual(faults.map((fault) => fault.row), Array.from({ length: listed }, (_, i) => i + 1));
});
When('Olaf has rows of 7 seats checked by its first version', async function (this: TenstoneWorld) {
  const { schema } = await ValidationTool.of(this).check(row('{"seats": 7}', 2), 1);
  assert.equal(schema.version, 1);
});
When('Olaf has rows checked, and others after them', async function (this: TenstoneWorld) {
  for (const count of [1, 2]) await ValidationTool.of(this).check(row(validRow, count));
});
Then('the list shows both checks, the newest first', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  const mine = (await tool.every<Check>('/v1/checks', 50)).map(({ id }) => id).filter((id) => tool.checks.includes(id));
  assert.deepEqual(mine, tool.checks.toReversed());
});

// ---- a check that takes a while, four seconds or so: its progress is told once a second
const slow = 15; // each row by 2^15 alternatives
const everyTenth = (count: number) => Array.from({ length: count }, (_, i) => (i % 10 === 9 ? '{"seats": "9"}' : '{"seats": 9}')).join('\n');
Given('Olaf has {int} rows checked by a slow schema, every tenth of them invalid', async function (this: TenstoneWorld, count: number) {
  const tool = ValidationTool.of(this);
  await tool.register(JSON.stringify({ ...alternatives(slow), not: undefined, properties: { seats: { type: 'integer', not: { $ref: '#/$defs/l0' } } } }), 'slow');
  await tool.check(everyTenth(count));
});
async function itIsInTheMiddle(world: TenstoneWorld): Promise<void> {
  const { progress } = await eventually('the check has begun', () => ValidationTool.of(world).read(), ({ state, progress: { rows } }) => state !== 'queued' && rows > 0, 30_000);
  assert.ok(progress.bytes < progress.total_bytes, `it is at ${progress.bytes} of ${progress.total_bytes} bytes: too quick to be interrupted`);
}
When('the service is killed while it checks, started again, and {int} minutes pass', async function (this: TenstoneWorld, minutes: number) {
  await itIsInTheMiddle(this);
  await this.project.kill('api');
  await this.project.start('api');
  assert.equal((await ValidationTool.of(this).read()).report, null);
  await this.deployment.passTime(`${minutes}min`);
});
When('PostgreSQL is killed while they are checked, and {int} minutes pass when it is back', async function (this: TenstoneWorld, minutes: number) {
  await itIsInTheMiddle(this);
  const { progress } = await ValidationTool.of(this).read();
  this.deployment.signal('postgres', 'SIGKILL');
  await ready(this);
  // It goes on, or has failed and is to be tried again: only then does time bring that about.
  await eventually('the check has noticed', () => ValidationTool.of(this).read(), (seen) => seen.state !== 'running' || seen.progress.rows !== progress.rows, 45_000);
  await this.deployment.passTime(`${minutes}min`);
});
const ready = (world: TenstoneWorld) => eventually('the service is ready', async () => (await world.api.ask('GET', '/readyz')).status, (status) => status === 200, 30_000);

Given('Olaf has a report', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).check(row(validRow, 3));
  await ValidationTool.of(this).report();
});
When('Olaf deletes the check', async function (this: TenstoneWorld) {
  expecting(204, await ValidationTool.of(this).ask('DELETE', ValidationTool.of(this).checkPath));
});
Then('the check is gone', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  problem(await tool.ask('GET', tool.checkPath), 404, 'check_not_found');
  assert.ok(!(await tool.every<Check>('/v1/checks', 50)).some(({ id }) => tool.checks.includes(id)));
});

// ---- refused
When('Olaf announces rows of 70 MB', async function (this: TenstoneWorld) {
  ValidationTool.of(this).announced = await announceRows(this, 70_000_000);
});
Then('he is refused for their size, and never asked for them', function (this: TenstoneWorld) {
  assert.deepEqual(ValidationTool.of(this).announced, { status: 413, asked: false });
});
When("Olaf's connection breaks while he sends rows", async function (this: TenstoneWorld) {
  await breakOff(this, row(validRow, 20_000));
});
Then('there is no check of them', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  const ofMine = async () => (await tool.every<Check>('/v1/checks', 50)).filter(({ schema }) => schema.name === tool.word(tool.schema));
  await tool.check(row(validRow, 1)); // behind which that one must have been dealt with
  await tool.report();
  assert.deepEqual((await ofMine()).map(({ id }) => id), tool.checks);
});
When('Olaf has rows checked by a schema that nobody has made', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).ask('POST', ValidationTool.of(this).path('/checks', 'nobodys'), row(validRow, 1), 'application/x-ndjson');
});

// ---- without PostgreSQL
When('Mia signs up for the black course', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).signUp(ValidationTool.of(this).signup({ course: 'black' }));
});
async function triesAgain(world: TenstoneWorld): Promise<void> {
  const { status, headers, text } = world.answer;
  assert.equal(status, 503, text);
  assert.match(json<{ code: string }>(world.answer).code, /^(deadline_exceeded|database_unavailable)$/);
  assert.match(String(headers['retry-after']), /^\d+$/);
  world.deployment.signal('postgres', 'SIGCONT');
  await ready(world);
}
Then('he is told to try again, and version 1 stands alone', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  await triesAgain(this);
  const before = await tool.versions();
  // A write that was sent may have happened: what matters is that the next one finds it whole.
  expecting(before.length === 1 ? 201 : 200, await tool.tryRegister(tool.sent));
  assert.deepEqual(await tool.versions(), [2, 1]);
  assert.equal(await tool.document(1), tool.text);
});
Then('she is told to try again, and it is all or nothing', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  const { sent } = tool;
  await triesAgain(this);
  const before = await tool.signups();
  assert.ok(before.length <= 1);
  expecting(before.length === 0 ? 201 : 409, await tool.signUp(sent));
  assert.deepEqual((await tool.signups()).map(({ course, seats }: Signup) => [course, seats]), [['black', 1]]);
});
