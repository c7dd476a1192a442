import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { json, type Attempt } from '../support/api.ts';
import type { Refusal } from '../support/caller.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';

const greeting = JSON.stringify({ name: 'Mia' });
const ticks = (from: number) => JSON.stringify({ from, every_ms: 500 });

export async function start(world: TenstoneWorld, name: string, action: string, body: string, delay?: string): Promise<void> {
  world.answer = await world.caller.start(world.person(name), action, body, delay);
  if (world.answer.status === 202) world.followJob(name, world.answer);
}

export async function started(world: TenstoneWorld, name: string, action: string, body: string): Promise<void> {
  await start(world, name, action, body);
  assert.equal(world.answer.status, 202, world.answer.text);
}

When('{person} starts a greeting for {string}', async function (this: TenstoneWorld, name: string, whom: string) {
  await start(this, name, 'hello', JSON.stringify({ name: whom }));
});

When('{person} starts a greeting with an unreadable body', async function (this: TenstoneWorld, name: string) {
  await start(this, name, 'hello', '{"name": "Mi');
});

When('{person} starts an action that nobody made', async function (this: TenstoneWorld, name: string) {
  await start(this, name, 'nobody-made-this', greeting);
});

When('{person} starts a countdown from {int}', async function (this: TenstoneWorld, name: string, from: number) {
  await start(this, name, 'countdown', ticks(from));
});

When('{person} starts an export as {string}', async function (this: TenstoneWorld, name: string, format: string) {
  await start(this, name, 'export-report', JSON.stringify({ format }));
});

When('{person} starts a greeting in {int} {unit}', async function (this: TenstoneWorld, name: string, count: number, unit: string) {
  await start(this, name, 'hello', greeting, `${count}${unit}`);
});

Given('{person} has started a greeting in {int} {unit}', async function (this: TenstoneWorld, name: string, count: number, unit: string) {
  await start(this, name, 'hello', greeting, `${count}${unit}`);
  assert.equal(this.answer.status, 202, this.answer.text);
});

Then('it still waits, and says until when', async function (this: TenstoneWorld) {
  const { state, attempt, next_run_at } = await this.job();
  assert.deepEqual({ state, attempt }, { state: 'queued', attempt: 0 });
  assert.ok(next_run_at);
});

Given('{person} has started a greeting', async function (this: TenstoneWorld, name: string) {
  await started(this, name, 'hello', greeting);
});

Given('{person} has started {int} greetings', async function (this: TenstoneWorld, name: string, count: number) {
  for (let i = 0; i < count; i += 1) {
    await started(this, name, 'hello', greeting);
    this.startedJobs.push(this.jobId);
  }
});

async function readPages(world: TenstoneWorld, name: string, limit: number, between: () => Promise<void>): Promise<void> {
  let path: string | undefined = `/v1/jobs?limit=${limit}`;
  while (path !== undefined) {
    const { ids, next } = await world.api.page(path, world.person(name).token);
    world.groups.push(ids);
    await between();
    path = next;
  }
}

When('{person} reads her jobs {int} at a time', async function (this: TenstoneWorld, name: string, limit: number) {
  await readPages(this, name, limit, () => Promise.resolve());
});

When('{person} reads her jobs {int} at a time and starts {int} more after each page', async function (this: TenstoneWorld, name: string, limit: number, count: number) {
  await readPages(this, name, limit, async () => {
    for (let i = 0; i < count; i += 1) await started(this, name, 'hello', greeting);
  });
});

Then('she reads each of them once, newest first, on {int} pages', function (this: TenstoneWorld, pages: number) {
  assert.deepEqual(this.groups.flat(), this.startedJobs.toReversed());
  assert.equal(this.groups.length, pages);
});

Given('{person} has started a greeting, which has succeeded', async function (this: TenstoneWorld, name: string) {
  await started(this, name, 'hello', greeting);
  await this.jobBecomes('succeeded');
});

Given('{person} has started a countdown from {int}', async function (this: TenstoneWorld, name: string, from: number) {
  await started(this, name, 'countdown', ticks(from));
});

Given('it is running', async function (this: TenstoneWorld) {
  await this.jobBecomes('running');
});

When('a caller without a token starts a greeting', async function (this: TenstoneWorld) {
  this.answer = await this.api.start('hello', greeting);
});

When('a caller with a made-up token starts a greeting', async function (this: TenstoneWorld) {
  this.answer = await this.api.start('hello', greeting, `ts_${'x'.repeat(43)}`);
});

// Mia's first token is the one that is revoked.
When('a caller with the revoked token starts a greeting', async function (this: TenstoneWorld) {
  this.answer = await this.api.start('hello', greeting, this.person('Mia').tokens[0]?.secret);
});

Then('it is accepted at once', async function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 202, this.answer.text);
  assert.equal(this.answer.headers.location, `/v1/jobs/${this.jobId}`);
  assert.equal((await this.job()).request_id, this.answer.headers['x-request-id']);
});

Then('it is refused because {refusal}', function (this: TenstoneWorld, refusal: Refusal) {
  this.caller.assertRefused(this.answer, refusal);
});

// Neither for anybody here, nor under the number of the refused request, if it came as one.
Then('nothing is queued', async function (this: TenstoneWorld) {
  for (const { token } of this.people.values()) assert.deepEqual(await this.api.jobs(token), []);
  if (this.byCommandLine) return;
  const number = this.answer.headers['x-request-id'];
  assert.ok(number, 'the refusal has a number');
  assert.deepEqual(this.platform.logged({ request_id: number }).filter((line) => 'job' in line), []);
});

Then('once PostgreSQL answers again her greetings are carried out', async function (this: TenstoneWorld) {
  this.platform.signal('postgres', 'SIGCONT');
  await eventually('a greeting is accepted', async () => {
    await start(this, 'Mia', 'hello', greeting);
    return this.answer.status;
  }, (status) => status === 202);
  await this.jobBecomes('succeeded');
});

Then('it eventually succeeds on attempt {int}', async function (this: TenstoneWorld, number: number) {
  const { attempt } = await this.jobBecomes('succeeded');
  assert.equal(attempt, number);
});

Then('it eventually fails on attempt {int}', async function (this: TenstoneWorld, number: number) {
  const { attempt } = await this.jobBecomes('failed');
  assert.equal(attempt, number);
});

Then('the fault that it names is {string}', async function (this: TenstoneWorld, fault: string) {
  const { error } = await attempt(this, 1);
  assert.match(JSON.stringify(error), new RegExp(`/${fault}\\b`));
});

Then('it succeeded on attempt {int}', async function (this: TenstoneWorld, number: number) {
  const { state, attempt } = await this.job();
  assert.deepEqual({ state, attempt }, { state: 'succeeded', attempt: number });
});

Then('it is queued again, and attempt {int} is recorded as interrupted', async function (this: TenstoneWorld, number: number) {
  assert.equal((await this.job()).state, 'queued');
  assert.equal((await attempt(this, number)).outcome, 'interrupted');
});

Then('attempt {int} is recorded as lost', async function (this: TenstoneWorld, number: number) {
  assert.equal((await attempt(this, number)).outcome, 'lost');
});

Then('the log of attempt {int} says {string}', async function (this: TenstoneWorld, number: number, text: string) {
  const texts = (await attempt(this, number)).logs.map((line) => line.text);
  assert.ok(texts.includes(text), `"${text}" in ${JSON.stringify(texts)}`);
});

// A line for each tick, from the start down to 1.
Then('the log of attempt {int} tells of the whole countdown from {int}', async function (this: TenstoneWorld, number: number, from: number) {
  const told = (await attempt(this, number)).logs.map((line) => /\d+/.exec(line.text)?.[0]);
  for (let tick = from; tick >= 1; tick -= 1) assert.ok(told.includes(String(tick)), `${tick} in ${JSON.stringify(told)}`);
});

Then("the platform's own log leads from the request to attempt {int}", async function (this: TenstoneWorld, number: number) {
  const request_id = this.answer.headers['x-request-id'];
  const job = this.jobId;
  await eventually('the api logs the request with the job', () => this.platform.logged({ request_id, job }), (lines) => lines.length > 0);
  await eventually('the worker logs the attempt', () => this.platform.logged({ request_id, job, attempt: number }), (lines) => lines.length > 0);
});

Then('{person} finds it among her jobs', async function (this: TenstoneWorld, name: string) {
  const ids = (await this.api.jobs(this.person(name).token)).map(({ id }) => id);
  assert.deepEqual(ids, [this.jobId]);
});

Then('for {person} there is no such job', async function (this: TenstoneWorld, name: string) {
  const { token } = this.person(name);
  const answer = await this.api.ask('GET', `/v1/jobs/${this.jobId}`, { token });
  assert.equal(answer.status, 404, answer.text);
  assert.equal(json<{ code: string }>(answer).code, 'job_not_found');
  assert.deepEqual(await this.api.jobs(token), []);
});

async function attempt(world: TenstoneWorld, number: number): Promise<Attempt> {
  const { attempts } = await world.job();
  const found = attempts.find((each) => each.attempt === number);
  assert.ok(found, `attempt ${number} among ${JSON.stringify(attempts)}`);
  return found;
}
