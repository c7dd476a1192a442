import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { SignedIn } from '../support/signed_in.ts';
import type { TenstoneWorld } from '../support/world.ts';

Given('Mia has signed up', async function (this: TenstoneWorld) {
  this.visitor = await SignedIn.signUp(this.api);
});

Given('Mia is signed in', async function (this: TenstoneWorld) {
  this.visitor = await SignedIn.signUp(this.api);
  await this.visitor.signIn();
});

Given('Mia is signed in on two devices', async function (this: TenstoneWorld) {
  this.visitor = await SignedIn.signUp(this.api);
  await this.visitor.signIn();
  this.otherDevice = this.visitor.anotherDevice();
  await this.otherDevice.signIn();
});

When('Mia signs in', async function (this: TenstoneWorld) {
  await this.visitor.signIn();
});

When('someone signs in with a wrong password', async function (this: TenstoneWorld) {
  this.answer = await this.visitor.tryLogin({ password: 'not the right password' });
});

When('someone signs in with an unknown address', async function (this: TenstoneWorld) {
  this.answer = await this.visitor.tryLogin({ email: 'nobody@example.test' });
});

When('someone signs up with her address', async function (this: TenstoneWorld) {
  this.answer = await this.visitor.trySignUp();
});

When('someone signs up with her address {int} times', async function (this: TenstoneWorld, times: number) {
  for (let i = 0; i < times; i += 1) this.answers.push(await this.visitor.trySignUp());
});

When('she starts a greeting in her browser', async function (this: TenstoneWorld) {
  this.answer = await this.visitor.ask('POST', '/v1/actions/hello', '{}');
});

When("another site's page starts a greeting in her name", async function (this: TenstoneWorld) {
  this.answer = await this.visitor.ask('POST', '/v1/actions/hello', '{}', { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' });
});

When('Mia signs out', async function (this: TenstoneWorld) {
  assert.equal((await this.visitor.ask('POST', '/v1/auth/logout')).status, 204);
});

When('she signs the other device out', async function (this: TenstoneWorld) {
  assert.equal((await this.visitor.ask('DELETE', `/v1/auth/sessions/${this.otherDevice.session}`)).status, 204);
});

const usesHourly = async function (this: TenstoneWorld, hours: number) {
  for (let hour = 1; hour <= hours; hour += 1) {
    await this.deployment.passTime('1h');
    assert.equal(await this.visitor.opens(), 200, `after ${hour} hours`);
  }
};
Given('she has used her session every hour for {int} hours', usesHourly);
When('she uses her session every hour for {int} hours', usesHourly);

Then('she is signed in', async function (this: TenstoneWorld) {
  assert.equal(await this.visitor.opens(), 200);
});

Then('the session is shown among her devices', async function (this: TenstoneWorld) {
  assert.deepEqual(await this.visitor.devices(), [{ id: this.visitor.session, current: true }]);
});

Then('the login is refused without saying what was wrong', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 401);
  assert.match(this.answer.text, /"code":"invalid_credentials"/);
});

Then('the answer is the same as for a new address', function (this: TenstoneWorld) {
  assert.deepEqual({ status: this.answer.status, text: this.answer.text }, this.visitor.firstAnswer);
});

Then('each answer is the same as for a new address', function (this: TenstoneWorld) {
  for (const { status, text } of this.answers) assert.deepEqual({ status, text }, this.visitor.firstAnswer);
});

Then('the greeting is carried out', async function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 202, this.answer.text);
  const { location } = this.answer.headers;
  const state = async (): Promise<string> => (/"state":"(\w+)"/.exec((await this.visitor.ask('GET', String(location))).text) ?? [])[1] ?? 'unknown';
  await eventually('the job succeeds', state, (seen) => seen === 'succeeded');
});

Then("it is refused as another site's", function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 403);
  assert.match(this.answer.text, /"code":"cross_site_request"/);
});

Then('nothing of hers is queued', async function (this: TenstoneWorld) {
  assert.match((await this.visitor.ask('GET', '/v1/jobs')).text, /^\{"data":\[\]/);
});

Then('her session opens nothing any more', async function (this: TenstoneWorld) {
  assert.equal(await this.visitor.opens(), 401);
  assert.equal((await this.visitor.ask('POST', '/v1/actions/hello', '{}')).status, 401);
});

Then('only this device is signed in', async function (this: TenstoneWorld) {
  assert.deepEqual([await this.visitor.opens(), await this.otherDevice.opens()], [200, 401]);
});

Then('that is still so when Redis answers again', async function (this: TenstoneWorld) {
  this.deployment.signal('redis', 'SIGCONT');
  await eventually('Redis is back', async () => (await this.api.ask('GET', '/readyz')).status, (seen) => seen === 200);
  assert.deepEqual([await this.visitor.opens(), await this.otherDevice.opens()], [200, 401]);
});

const disable = async function (this: TenstoneWorld) {
  await this.platform.cli.output(['user', 'disable', this.visitor.email]);
};
When('Olaf disables her account', disable);
When('Olaf enables her account', async function (this: TenstoneWorld) {
  await this.platform.cli.output(['user', 'enable', this.visitor.email]);
});
When('Olaf ends her sessions', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['user', 'sessions', this.visitor.email, '--end']);
});
When('Olaf has a letter for a new password sent to her', async function (this: TenstoneWorld) {
  await this.platform.cli.output(['user', 'reset-password', this.visitor.email]);
});
When('Olaf lists her sessions', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['user', 'sessions', this.visitor.email]);
});
When('Olaf disables an account that there is not', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['user', 'disable', 'nobody@example.test']);
});

Then('she cannot sign in, and is told nothing else than who has a wrong password', async function (this: TenstoneWorld) {
  const [right, wrong] = [await this.visitor.tryLogin(), await this.visitor.tryLogin({ password: 'not the right password' })];
  const text = ({ headers, text }: typeof right) => text.replaceAll(String(headers['x-request-id']), '');
  assert.deepEqual([right.status, text(right)], [401, text(wrong)]);
});

Then('she can sign in again', async function (this: TenstoneWorld) {
  await this.visitor.signIn();
  assert.equal(await this.visitor.opens(), 200);
});

Then('he is told that {int} have ended', function (this: TenstoneWorld, count: number) {
  assert.deepEqual([this.outcome.code, this.outcome.stdout], [0, `ended: ${count}\n`]);
});

Then('he is shown both, with address and program', function (this: TenstoneWorld) {
  const lines = this.outcome.stdout.trim().split('\n');
  assert.deepEqual(lines.map((line) => line.slice(0, 36)), [this.otherDevice.session, this.visitor.session]);
  for (const line of lines) assert.match(line, /^[0-9a-f-]{36} {2}last seen \S+Z {2}until \S+Z {2}127\.\d+\.\d+\.\d+ {2}-$/);
});

Then('he is told in one line that there is no such account', function (this: TenstoneWorld) {
  assert.deepEqual([this.outcome.code, this.outcome.stderr], [1, 'tenstone: there is no account nobody@example.test\n']);
});

When('someone signs in with a wrong password {int} times', async function (this: TenstoneWorld, times: number) {
  for (let i = 0; i < times; i += 1) this.answer = await this.visitor.tryLogin({ password: 'not the right password' });
});

Then('he is told to wait', function (this: TenstoneWorld) {
  assert.match(expecting(429, this.answer).text, /"code":"too_many_attempts"/);
  assert.match(String(this.answer.headers['retry-after']), /^[1-9]\d?$/);
});

Then('the audit trail of her organisation has {int} failed logins', async function (this: TenstoneWorld, count: number) {
  const rows = await this.platform.sql(`SELECT count(*), count(DISTINCT ip) FROM audit_log JOIN memberships USING (org_id) JOIN users ON users.id = user_id
    WHERE action = 'login.failed' AND email = '${this.visitor.email}'`);
  assert.equal(rows, `${String(count)}|1`);
});
