import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { inRiga, jobsOf, lookAt, morning, order, remove, riga, schedule, scheduleOf, type Schedule } from './schedules.ts';

const greeting = 'hello'; // the action, and so its schedule
const input = 'input: { type: object, properties: { name: { type: string } } }';

function folderOf(world: TenstoneWorld): string {
  const folder = join(world.platform.folder, 'actions');
  mkdirSync(folder, { recursive: true });
  return folder;
}

// `times`: what the file says behind the action. With a folder there are no samples, of which other steps need the echo.
function write(world: TenstoneWorld, times: string): void {
  const folder = folderOf(world);
  writeFileSync(join(folder, 'echo.yaml'), 'name: echo\nrun: { builtin: echo }\n');
  writeFileSync(join(folder, 'greeting.yaml'), `name: ${greeting}\nrun: { builtin: log }\n${times}${input}\n`);
}

const at = (email: string, cron: string) => `schedule: { cron: "${cron}", zone: ${riga}, as: ${email}, input: { name: Mia } }\n`;

async function startAgain(world: TenstoneWorld): Promise<void> {
  await Promise.all([world.platform.stop('api'), world.platform.stop('worker')]);
  await Promise.all([world.platform.start('api'), world.platform.start('worker')]);
}

async function schedulesOf(world: TenstoneWorld, name: string): Promise<Schedule[]> {
  const answer = await world.api.ask('GET', '/v1/schedules', { token: world.person(name).token });
  return json<{ data: Schedule[] }>(expecting(200, answer)).data;
}

Given('a file has {person} greeted at 07:00 in Riga every day', async function (this: TenstoneWorld, name: string) {
  write(this, at(this.person(name).email, morning));
  await startAgain(this);
  await eventually('the worker has read it', () => schedulesOf(this, name), (all) => all.some(({ declared }) => declared));
});

When('a file has {person} greeted at 07:00 in Riga every day, which waits', async function (this: TenstoneWorld, name: string) {
  write(this, at(this.person(name).email, morning));
  await startAgain(this);
});

Given('a file has a stranger greeted at 07:00 in Riga every day', async function (this: TenstoneWorld) {
  write(this, at(this.recipient, morning));
  await startAgain(this);
  await eventually('the worker looks for the account', () => refusals(this), (all) => all.length > 0);
});

Given('everything has started again', async function (this: TenstoneWorld) {
  await startAgain(this);
});

When('the file says {int}:00 and everything starts again', async function (this: TenstoneWorld, hour: number) {
  write(this, at(this.person('Mia').email, `0 ${hour} * * *`));
  await startAgain(this);
});

When('the file says no time and everything starts again', async function (this: TenstoneWorld) {
  write(this, '');
  await startAgain(this);
});

Given("{int} of {person}'s greetings has succeeded", async function (this: TenstoneWorld, count: number, name: string) {
  await eventually('they have', () => jobsOf(this, name, greeting), (all) => all.filter(({ state }) => state === 'succeeded').length === count);
});

Then('{person} sees one schedule, which a file declares', async function (this: TenstoneWorld, name: string) {
  assert.deepEqual((await schedulesOf(this, name)).map((each) => [each.name, each.action, each.declared]), [[greeting, greeting, true]]);
});

When('Olaf makes an account for the stranger', async function (this: TenstoneWorld) {
  await this.platform.cli.output(['user', 'add', this.recipient]);
});

Then("the stranger's list of schedules eventually names the greeting", async function (this: TenstoneWorld) {
  await eventually('the worker has seen the account', () => this.platform.cli.output(['schedule', 'list', '--as', this.recipient]), (listed) => /^hello .* by a file {2}next /.test(listed));
});

Then('{person} is eventually next greeted at {word} in Riga', async function (this: TenstoneWorld, name: string, time: string) {
  const seen = await eventually('the worker has read the file', () => scheduleOf(this, name, greeting), ({ next_at }) => inRiga(next_at) === time);
  assert.ok(Date.parse(String(seen.next_at)) > this.deployment.now.getTime());
});

Then('{person} eventually sees no schedule', async function (this: TenstoneWorld, name: string) {
  await eventually('the worker has read the files', () => schedulesOf(this, name), (all) => all.length === 0);
});

Given('{person} has paused what the file declares', async function (this: TenstoneWorld, name: string) {
  expecting(200, await order(this, name, 'pause', greeting));
});

When('{person} resumes what the file declares', async function (this: TenstoneWorld, name: string) {
  expecting(200, await order(this, name, 'resume', greeting));
});

Then('what the file declares is eventually at 09:00, and paused', async function (this: TenstoneWorld) {
  const { paused } = await eventually('the worker has read the file', () => scheduleOf(this, 'Mia', greeting), ({ cron }) => cron === '0 9 * * *');
  assert.equal(paused, true);
});

const etagOf = async (world: TenstoneWorld, name: string) => ({ 'if-match': String(expecting(200, await lookAt(world, name, greeting)).headers['etag']) });

When('{person} changes what the file declares', async function (this: TenstoneWorld, name: string) {
  this.answer = await schedule(this, name, { cron: '0 9 * * *' }, greeting, await etagOf(this, name));
});

When('{person} removes what the file declares', async function (this: TenstoneWorld, name: string) {
  this.answer = await remove(this, name, greeting, await etagOf(this, name));
});

Given("{person} has a schedule of the greeting's name at 08:00", async function (this: TenstoneWorld, name: string) {
  expecting(201, await schedule(this, name, { cron: '0 8 * * *' }, greeting));
});

function refusals(world: TenstoneWorld) {
  return world.platform.logged({ event: 'schedule.refused', schedule: greeting });
}

Then("the worker's log says that the name is taken", async function (this: TenstoneWorld) {
  const [line] = await eventually('it is refused', () => refusals(this), (all) => all.length > 0);
  assert.equal(line?.['code'], 'schedule_name_taken');
  assert.match(String(line['error']), /has a schedule hello already/);
  assert.match(String(line['file']), /greeting\.yaml$/);
});

Then('hers is as she made it, until she removes it', async function (this: TenstoneWorld) {
  const { declared, cron } = await scheduleOf(this, 'Mia', greeting);
  assert.deepEqual([declared, cron], [false, '0 8 * * *']);
  expecting(204, await remove(this, 'Mia', greeting));
  await eventually("the file's stands in its place", () => schedulesOf(this, 'Mia'), (all) => all.some((each) => each.declared && each.cron === morning));
});

const olaf = 'as: olaf@example.com';
const wrong: Record<string, string> = {
  'a thirteenth month': `cron: 0 7 * 13 *, ${olaf}`,
  'a zone that nobody knows': `cron: 0 7 * * *, ${olaf}, zone: Europe/Atlantis`,
  'nobody whom it is for': 'cron: 0 7 * * *',
  'a person without an at': 'cron: 0 7 * * *, as: olaf',
  'an input that is not taken': `cron: 0 7 * * *, ${olaf}, input: { name: 5 }`,
};
Given(/^a file declares a greeting whose schedule has (.+)$/, function (this: TenstoneWorld, what: string) {
  const keys = wrong[what];
  assert.ok(keys, what);
  write(this, `schedule: { ${keys} }\n`);
});

Then('it is refused in one line that names the file, its line 3 and {string}', function (this: TenstoneWorld, key: string) {
  const { code, stderr, output } = this.outcome;
  assert.equal(code, 2, output);
  assert.match(stderr, /^[^\n]+\n$/);
  assert.ok(stderr.includes(`greeting.yaml:3: schedule/${key}: `), output);
});

When('Olaf declares welcomes with a schedule by command', async function (this: TenstoneWorld) {
  const path = join(this.platform.folder, 'scheduled.yaml');
  writeFileSync(path, `name: ${this.actionName('welcome')}\nrun: { builtin: log }\nschedule: { cron: "${morning}", as: olaf@example.com }\n`);
  this.outcome = await this.platform.cli.run(['action', 'set', path]);
});
