import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { Given, Then, When } from '@cucumber/cucumber';
import { refused, send, sent } from '../support/requests.ts';
import type { TenstoneWorld } from '../support/world.ts';

// The client of the seed's words, which gives it no name.
const someone = 'someone';

Given(/^(?:a|the same) client IP$/, function (this: TenstoneWorld) {
  assert.match(this.addressOf(someone), /^127\./);
});

// Told with every answer; asked for by a client that nobody else is.
Given('a limit of {int} requests per minute', async function (this: TenstoneWorld, limit: number) {
  await send(this, 'a client that only looks');
  assert.match(String(this.answer.headers['ratelimit-policy']), new RegExp(`;q=${limit};w=60$`));
});

When('{int} requests are sent', async function (this: TenstoneWorld, count: number) {
  this.answers = await send(this, someone, count);
  assert.equal(this.answers.length, count);
});

When('the {int}th request is sent', async function (this: TenstoneWorld, number: number) {
  await sent(this, someone, number - 1);
  await send(this, someone);
});

Then('all succeed', function (this: TenstoneWorld) {
  for (const { status, text } of this.answers) assert.equal(status, 200, text);
});

Then('HTTP {int} is returned', function (this: TenstoneWorld, status: number) {
  assert.equal(this.answer.status, status, this.answer.text);
});

Given('{person} has used up her limit', async function (this: TenstoneWorld, name: string) {
  await sent(this, name, 10);
});

Given('a second process serves, too', async function (this: TenstoneWorld) {
  await this.project.start('second');
});

Given('{person} has sent {int} requests', async function (this: TenstoneWorld, name: string, count: number) {
  await sent(this, name, count);
});

Given('{person} has sent {int} requests to each process', async function (this: TenstoneWorld, name: string, count: number) {
  for (const process of ['api', 'second']) await sent(this, name, count, process);
});

Given('{person} was refused {int} more', async function (this: TenstoneWorld, name: string, count: number) {
  for (const answer of await send(this, name, count)) refused(answer);
});

When('{person} sends a request', async function (this: TenstoneWorld, name: string) {
  await send(this, name);
});

When('{person} sends {int} requests', async function (this: TenstoneWorld, name: string, count: number) {
  this.answers = await send(this, name, count);
});

Then('it succeeds and leaves her {int} more', function (this: TenstoneWorld, count: number) {
  assert.equal(this.answer.status, 200, this.answer.text);
  assert.match(String(this.answer.headers['ratelimit']), new RegExp(`;r=${count};`));
});

Then('only the first {int} succeed', function (this: TenstoneWorld, count: number) {
  for (const { status, text } of this.answers.slice(0, count)) assert.equal(status, 200, text);
  assert.ok(this.answers.length > count);
  for (const answer of this.answers.slice(count)) refused(answer);
});

Then('it is refused because she sent too many', function (this: TenstoneWorld) {
  refused(this.answer);
});

Then('{person} is refused another request', async function (this: TenstoneWorld, name: string) {
  await send(this, name);
  refused(this.answer);
});

Then('the second process refuses her, too', async function (this: TenstoneWorld) {
  await send(this, 'Mia', 1, 'second');
  refused(this.answer);
});

Then('she is told to come back within {int} seconds', function (this: TenstoneWorld, most: number) {
  const seconds = Number(this.answer.headers['retry-after']);
  assert.ok(seconds >= 1 && seconds <= most, `after ${seconds} seconds`);
});

Then('{person} can send {int} more requests, and not {int}', async function (this: TenstoneWorld, name: string, count: number, tooMany: number) {
  await sent(this, name, count);
  await send(this, name, tooMany - count);
  refused(this.answer);
});

Then('a Redis of its own works', function (this: TenstoneWorld) {
  assert.ok(this.project.pidsOf('redis').length > 0);
});

// Neither a process nor a database.
Then('it has started no PostgreSQL', function (this: TenstoneWorld) {
  assert.deepEqual(this.project.pidsOf('postgres'), []);
  assert.ok(!readdirSync(this.project.data).includes('postgres'));
});
