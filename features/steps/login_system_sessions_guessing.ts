import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, somewhere, type Answer } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';

const guess = () => `a guess: ${randomUUID()}`;
const nobody = () => `nobody-${randomUUID()}@example.test`;

interface Stranger {
  from: string;
  hashes: number; // that had been computed before he came
}
const strangers = new WeakMap<TenstoneWorld, Stranger>();
async function stranger(world: TenstoneWorld): Promise<Stranger> {
  const known = strangers.get(world) ?? { from: somewhere(), hashes: await hashes(world) };
  strangers.set(world, known);
  return known;
}

// Of all processes' hashes, those of this one: a scenario asks one.
async function counted(world: TenstoneWorld, series: RegExp): Promise<number> {
  const { text } = expecting(200, await world.api.ask('GET', '/metrics'));
  return text.split('\n').reduce((sum, line) => sum + (series.test(line) ? Number(line.split(' ').at(-1)) : 0), 0);
}
const hashes = (world: TenstoneWorld) => counted(world, /^tenstone_auth_password_hashes_total/);

function login(world: TenstoneWorld, from: string, email: string, password = guess()): Promise<Answer> {
  return world.api.ask('POST', '/v1/auth/login', { from, body: JSON.stringify({ email, password }) });
}

const tries = async function (this: TenstoneWorld, count: number) {
  const { from } = await stranger(this);
  for (let i = 0; i < count; i += 1) this.answers.push(await login(this, from, this.visitor.email));
};
Given('a stranger has tried {int} passwords, one after the other', tries);
When('a stranger tries {int} password(s), one after the other', tries);

When('strangers from {int} addresses try a password each', async function (this: TenstoneWorld, count: number) {
  for (let i = 0; i < count; i += 1) this.answers.push(await login(this, somewhere(), this.visitor.email));
});

When('a stranger tries {int} passwords at once', async function (this: TenstoneWorld, count: number) {
  const { from } = await stranger(this);
  this.answers = await Promise.all(Array.from({ length: count }, () => login(this, from, this.visitor.email)));
});

When('a stranger tries a password on {int} accounts that there are not', async function (this: TenstoneWorld, count: number) {
  const { from } = await stranger(this);
  for (let i = 0; i < count; i += 1) this.answers.push(await login(this, from, nobody()));
});

Then('{int} were looked at', function (this: TenstoneWorld, count: number) {
  const codes = this.answers.map((answer) => `${answer.status} ${json<{ code: string }>(answer).code}`);
  const looked = codes.filter((code) => code === '401 invalid_credentials').length;
  const refused = codes.filter((code) => code === '429 too_many_attempts').length;
  assert.deepEqual({ looked, refused }, { looked: count, refused: this.answers.length - count }, codes.join(', '));
});

Then('{int} were looked at, and he must wait before he may try again', function (this: TenstoneWorld, count: number) {
  const last = expecting(429, this.answers.at(-1) as Answer);
  const after = Number(last.headers['retry-after']);
  assert.ok(after >= 1 && after <= 34, `after ${after} s`); // 30, and a tenth more
  assert.deepEqual(this.answers.map(({ status }) => status), [...Array.from({ length: count }, () => 401), 429]);
});

Then('he may try once more', async function (this: TenstoneWorld) {
  const { from } = await stranger(this);
  const statuses = [];
  for (let i = 0; i < 2; i += 1) statuses.push((await login(this, from, this.visitor.email)).status);
  assert.deepEqual(statuses, [401, 429]);
});

Then('she can sign in', async function (this: TenstoneWorld) {
  await this.visitor.signIn();
  expecting(200, await this.visitor.ask('GET', '/me'));
});

When('she signs in {int} times in a row', async function (this: TenstoneWorld, times: number) {
  for (let i = 0; i < times; i += 1) await this.visitor.signIn();
});

When('a stranger tries a password on her account and on one that there is not', async function (this: TenstoneWorld) {
  const { from } = await stranger(this);
  for (const email of [this.visitor.email, nobody()]) this.answers.push(await login(this, from, email));
});

When('a stranger signs up with her address and with a new one', async function (this: TenstoneWorld) {
  const { from } = await stranger(this);
  for (const email of [this.visitor.email, nobody()]) this.answers.push(await this.api.ask('POST', '/v1/auth/signup', { from, body: JSON.stringify({ email, password: guess() }) }));
});

Then("both answers are the same but for the request's id", function (this: TenstoneWorld) {
  const [one, other] = this.answers.map(({ status, headers, text }) => {
    const id = String(headers['x-request-id']);
    return { status, headers: { ...headers, date: '', 'x-request-id': '' }, text: text.replaceAll(id, '') };
  });
  assert.deepEqual(one, other);
});

Then('one hash was computed for each', async function (this: TenstoneWorld) {
  const { hashes: before } = await stranger(this);
  assert.equal((await hashes(this)) - before, this.answers.length);
});

Then('the log tells Olaf from which address, and for which account without saying whose', async function (this: TenstoneWorld) {
  const { from } = await stranger(this);
  const [line] = await eventually('the line of the log', () => this.project.logged({ event: 'login.failed', address: from }), (lines) => lines.length > 0);
  assert.deepEqual([line?.['level'], line?.['code'], typeof line?.['request_id']], ['warn', 'invalid_credentials', 'string']);
  assert.match(String(line?.['account']), /^[0-9a-f]{16}$/);
  assert.ok(!JSON.stringify(line).includes(this.visitor.email));
});

Then('it is counted as wrong', async function (this: TenstoneWorld) {
  assert.ok((await counted(this, /^tenstone_auth_logins_total\{outcome="wrong"\}/)) > 0);
});
