import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer, type Job } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { declared } from './declared_actions.ts';

export interface Schedule {
  name: string;
  action: string;
  declared: boolean;
  cron: string;
  paused: boolean;
  next_at?: string | null;
  last_at?: string | null;
  last_job?: string | null;
}
type Body = Record<string, unknown>;

export const riga = 'Europe/Riga';
export const morning = '0 7 * * *';
const starter = 'schedule.start'; // the jobs by which schedules start actions

// Whatever its version.
const any = { 'if-match': '*' };

// `headers`: none for one that is new.
export function schedule(world: TenstoneWorld, name: string, body: Body = {}, called = 'morning', headers: Record<string, string> = {}): Promise<Answer> {
  const all = { action: 'hello', cron: morning, tz: riga, input: { name }, ...body };
  return world.api.ask('PUT', `/v1/schedules/${called}`, { token: world.person(name).token, body: JSON.stringify(all), headers });
}

export function lookAt(world: TenstoneWorld, name: string, called = 'morning', headers: Record<string, string> = {}): Promise<Answer> {
  return world.api.ask('GET', `/v1/schedules/${called}`, { token: world.person(name).token, headers });
}

export async function scheduleOf(world: TenstoneWorld, name = 'Mia', called = 'morning'): Promise<Schedule> {
  return json<{ schedule: Schedule }>(expecting(200, await lookAt(world, name, called))).schedule;
}

export function order(world: TenstoneWorld, name: string, verb: string, called = 'morning', headers: Record<string, string> = any): Promise<Answer> {
  return world.api.ask('POST', `/v1/schedules/${called}/${verb}`, { token: world.person(name).token, headers });
}

export function remove(world: TenstoneWorld, name: string, called = 'morning', headers: Record<string, string> = any): Promise<Answer> {
  return world.api.ask('DELETE', `/v1/schedules/${called}`, { token: world.person(name).token, headers });
}

export async function jobsOf(world: TenstoneWorld, name: string, action: string): Promise<Job[]> {
  const answer = await world.api.ask('GET', '/v1/jobs?limit=100', { token: world.person(name).token });
  return json<{ data: Job[] }>(expecting(200, answer)).data.filter((job) => job.action === action);
}

// What a clock on a wall in Riga shows.
export function inRiga(time: string | null | undefined): string {
  if (!time) return 'never';
  return new Date(time).toLocaleTimeString('en-GB', { timeZone: riga, hour: '2-digit', minute: '2-digit' });
}

// To so many seconds after the next 07:00.
async function passTo(world: TenstoneWorld, seconds: number): Promise<void> {
  const { now } = world.deployment;
  const body = JSON.stringify({ cron: morning, tz: riga, from: now.toISOString(), count: 1 });
  const answer = await world.api.ask('POST', '/v1/schedules/preview', { token: world.person('Mia').token, body });
  const [next] = json<{ times: { at: string }[] }>(expecting(200, answer)).times;
  const distance = Date.parse(String(next?.at)) - now.getTime();
  await world.deployment.passTime(`${Math.ceil(distance / 1000) + seconds}s`);
}

Given('{person} has a greeting scheduled for 07:00 in Riga every day', async function (this: TenstoneWorld, name: string) {
  expecting(201, await schedule(this, name));
});

Given('{person} has a greeting scheduled for 07:00 in Riga every day, of which {word} of the missed runs', async function (this: TenstoneWorld, name: string, policy: string) {
  expecting(201, await schedule(this, name, { catch_up: { policy } }));
});

Given('{person} has greetings scheduled {int} times for 07:00 in Riga every day', async function (this: TenstoneWorld, name: string, count: number) {
  for (let i = 1; i < count; i += 1) expecting(201, await schedule(this, name, {}, `morning-${i}`));
  expecting(201, await schedule(this, name));
});

Given('{person} has a trial scheduled for 07:00 in Riga every day', async function (this: TenstoneWorld, name: string) {
  await declared(this, { name: this.actionName('trial'), flag: this.actionName('nobody-made'), run: { builtin: 'log' } });
  expecting(201, await schedule(this, name, { action: this.actionName('trial') }));
});

Given('another worker runs', async function (this: TenstoneWorld) {
  await this.platform.start('worker', {}, 'other worker');
});

Given('{person} has paused it', async function (this: TenstoneWorld, name: string) {
  expecting(200, await order(this, name, 'pause'));
});

const pass = async function (this: TenstoneWorld) {
  await passTo(this, 1);
};
When('the clocks in Riga pass 07:00', pass);
Given('the clocks in Riga have passed 07:00', pass);

When('the clocks in Riga come close to 07:00', async function (this: TenstoneWorld) {
  await passTo(this, -600);
});

When('{person} resumes it', async function (this: TenstoneWorld, name: string) {
  expecting(200, await order(this, name, 'resume'));
});

When('{person} has it run now', async function (this: TenstoneWorld, name: string) {
  const { job } = json<{ job: string }>(expecting(202, await order(this, name, 'run')));
  this.startedJobs.push(job);
});

Then("{int} of {person}'s greetings eventually succeed(s)", async function (this: TenstoneWorld, count: number, name: string) {
  const states = async () => (await jobsOf(this, name, 'hello')).map(({ state }) => state);
  await eventually('all are carried out', states, (seen) => seen.length >= count && seen.every((state) => state === 'succeeded'));
  // Each was started by a job of its own, and all of these have ended.
  const starters = await eventually('nothing more is about to start', () => jobsOf(this, name, starter), (seen) => seen.every(({ state }) => state === 'succeeded'));
  assert.equal(starters.length, count);
  assert.equal((await states()).length, count);
});

// A schedule that is due every minute has fired since.
Then("none of {person}'s greetings was started", async function (this: TenstoneWorld, name: string) {
  expecting(201, await schedule(this, name, { action: 'echo', cron: '* * * * *' }, 'beacon'));
  await this.deployment.passTime('1min');
  await eventually('the worker has looked', () => jobsOf(this, name, 'echo'), (seen) => seen.length > 0);
  assert.deepEqual(await jobsOf(this, name, 'hello'), []);
});

Then('the schedule says that it fired at 07:00 in Riga', async function (this: TenstoneWorld) {
  const { last_at, last_job } = await scheduleOf(this);
  assert.equal(inRiga(last_at), '07:00');
  assert.ok(last_job);
});

Then('it is next due at 07:00 in Riga', async function (this: TenstoneWorld) {
  const { next_at } = await scheduleOf(this);
  assert.equal(inRiga(next_at), '07:00');
  assert.ok(Date.parse(String(next_at)) > this.deployment.now.getTime());
});

Then('the log of its job says that the flag is off', async function (this: TenstoneWorld) {
  const [id = ''] = this.startedJobs;
  const job = await eventually('it has ended', () => this.api.job(id, this.person('Mia').token), ({ state }) => state === 'succeeded');
  assert.match(JSON.stringify(job.attempts[0]?.logs), /its flag is off/);
});

Then("no trial of {person}'s was started", async function (this: TenstoneWorld, name: string) {
  assert.deepEqual(await jobsOf(this, name, this.actionName('trial')), []);
});

When('{person} looks at the times of {string} in Riga around {int} {word} {int}', async function (this: TenstoneWorld, name: string, cron: string, day: number, month: string, year: number) {
  const from = new Date(Date.parse(`${day} ${month} ${year} 12:00:00Z`) - 48 * 3_600_000).toISOString();
  const body = JSON.stringify({ cron, tz: riga, from, count: 3 });
  this.answer = await this.api.ask('POST', '/v1/schedules/preview', { token: this.person(name).token, body });
});

function previewed(answer: Answer): string[] {
  return json<{ times: { local: string }[] }>(expecting(200, answer)).times.map(({ local }) => local.slice(0, 16));
}

Then('she sees 03:30 on the 27th, 04:00 on the 28th and 03:30 on the 29th', function (this: TenstoneWorld) {
  assert.deepEqual(previewed(this.answer), ['2027-03-27T03:30', '2027-03-28T04:00', '2027-03-29T03:30']);
});

Then('she sees 03:30 once on each of the 30th, the 31st and the 1st', function (this: TenstoneWorld) {
  assert.deepEqual(previewed(this.answer), ['2027-10-30T03:30', '2027-10-31T03:30', '2027-11-01T03:30']);
});

const wrong: Record<string, Body> = {
  'a thirteenth month': { cron: '0 7 * 13 *' },
  'a zone that nobody knows': { tz: 'Europe/Atlantis' },
  'an action that nobody made': { action: 'nobody-made-this' },
};
When(/^(Mia) schedules a greeting with (.+)$/, async function (this: TenstoneWorld, name: string, what: string) {
  this.answer = await schedule(this, name, wrong[what]);
});

When('{person} lists her schedules', async function (this: TenstoneWorld, name: string) {
  this.answer = await this.api.ask('GET', '/v1/schedules', { token: this.person(name).token });
});

Then('she sees none', function (this: TenstoneWorld) {
  assert.deepEqual(json<{ data: Schedule[] }>(expecting(200, this.answer)).data, []);
});

// Each with a change that it makes of what she has seen.
const changes: Record<string, (world: TenstoneWorld, headers: Record<string, string>) => Promise<Answer>> = {
  changes: (world, headers) => schedule(world, 'Mia', { cron: '0 9 * * *' }, 'morning', headers),
  removes: (world, headers) => remove(world, 'Mia', 'morning', headers),
  pauses: (world, headers) => order(world, 'Mia', 'pause', 'morning', headers),
  resumes: (world, headers) => order(world, 'Mia', 'resume', 'morning', headers),
};
function change(world: TenstoneWorld, what: string, headers: Record<string, string>): Promise<Answer> {
  const made = changes[what];
  if (!made) throw new Error(`nobody ${what} a schedule`);
  return made(world, headers);
}

const seenTags = new WeakMap<TenstoneWorld, string>();
function seen(world: TenstoneWorld): string {
  const tag = seenTags.get(world);
  if (tag === undefined) throw new Error('nobody has looked at the schedule');
  return tag;
}

Given('Mia has looked at it', async function (this: TenstoneWorld) {
  seenTags.set(this, String(expecting(200, await lookAt(this, 'Mia')).headers['etag']));
});

Given('a colleague has moved it to 08:00', async function (this: TenstoneWorld) {
  expecting(200, await schedule(this, 'Mia', { cron: '0 8 * * *' }, 'morning', any));
});

Given('it has fired since', async function (this: TenstoneWorld) {
  await eventually('it has fired', () => scheduleOf(this), ({ last_at }) => Boolean(last_at));
});

When(/^Mia (changes|removes|pauses|resumes) what she saw$/, async function (this: TenstoneWorld, what: string) {
  this.answer = await change(this, what, { 'if-match': seen(this) });
});

When(/^Mia (changes|removes|pauses|resumes) it without a word about what she saw$/, async function (this: TenstoneWorld, what: string) {
  this.answer = await change(this, what, {});
});

Then('it is still due at 08:00, and not paused', async function (this: TenstoneWorld) {
  const { next_at, paused } = await scheduleOf(this);
  assert.deepEqual([inRiga(next_at), paused], ['08:00', false]);
});

Then('it is next due at 09:00 in Riga', async function (this: TenstoneWorld) {
  expecting(200, this.answer);
  assert.equal(inRiga((await scheduleOf(this)).next_at), '09:00');
});

Then('what she saw is not what she sees now', async function (this: TenstoneWorld) {
  const answer = expecting(200, await lookAt(this, 'Mia', 'morning', { 'if-none-match': seen(this) }));
  expecting(304, await lookAt(this, 'Mia', 'morning', { 'if-none-match': String(answer.headers['etag']) }));
});

function addition(world: TenstoneWorld, name: string, options: string[] = []): string[] {
  return ['schedule', 'add', 'hello', '--as', world.person(name).email, '--cron', morning, '--zone', riga, '--name', 'morning', ...options];
}
async function addByCommand(world: TenstoneWorld, name: string, options: string[] = []): Promise<void> {
  await world.platform.cli.output(addition(world, name, options));
}

When('Olaf schedules a greeting for {person} by command', async function (this: TenstoneWorld, name: string) {
  await addByCommand(this, name);
});

Then("his list of {person}'s schedules names it", async function (this: TenstoneWorld, name: string) {
  const listed = await this.platform.cli.output(['schedule', 'list', '--as', this.person(name).email]);
  assert.match(listed, /^morning +hello +0 7 \* \* \* +Europe\/Riga +next \d{4}-/);
});

Given('Olaf has scheduled a greeting for {person} by command, of which {string}', async function (this: TenstoneWorld, name: string, options: string) {
  await addByCommand(this, name, options.split(' '));
});

When('Olaf schedules a greeting for {person} by command with {string}', async function (this: TenstoneWorld, name: string, options: string) {
  this.outcome = await this.platform.cli.run(addition(this, name, options.split(' ')));
});

When('Olaf previews {string} in Riga by command with {string}', async function (this: TenstoneWorld, cron: string, options: string) {
  this.outcome = await this.platform.cli.run(['schedule', 'preview', '--cron', cron, '--zone', riga, ...options.split(' ')]);
});

// Of the night in which the clocks are changed: the times of day that it has.
Then('in the night of the change he sees {string}', function (this: TenstoneWorld, expected: string) {
  assert.equal(this.outcome.code, 0, this.outcome.output);
  const locals = this.outcome.stdout.trim().split('\n').map((line) => line.split('  ')[1] ?? '');
  const nights = Map.groupBy(locals, (local) => local.slice(0, 10));
  const last = [...nights].filter(([day]) => isLastSunday(day)).map(([, times]) => times.map((time) => time.slice(11, 16)).join(' and '));
  assert.deepEqual(new Set(last.length > 0 ? last : ['nothing']), new Set([expected]), this.outcome.output);
});

function isLastSunday(day: string): boolean {
  const at = new Date(`${day}T12:00:00Z`);
  return at.getUTCDay() === 0 && at.getUTCDate() > 24;
}

When('Olaf previews {string} in Riga by command', async function (this: TenstoneWorld, cron: string) {
  this.outcome = await this.platform.cli.run(['schedule', 'preview', '--cron', cron, '--zone', riga]);
});

Then('he sees 10 Mondays, 07:00 in Riga', function (this: TenstoneWorld) {
  const lines = this.outcome.stdout.trim().split('\n');
  assert.equal(lines.length, 10, this.outcome.output);
  for (const line of lines) {
    const [at = '', local = ''] = line.split('  ');
    assert.equal(inRiga(at), '07:00');
    assert.equal(new Date(`${local}Z`).getUTCDay(), 1, line);
  }
});
