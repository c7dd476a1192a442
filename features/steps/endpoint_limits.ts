import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { LimitsFile } from '../support/limits.ts';
import type { TenstoneWorld } from '../support/world.ts';

const fileOf = (world: TenstoneWorld) => new LimitsFile(world.platform, world.platform.limits);
const hourly = (name: string, limit: number, more: object) => JSON.stringify({ policies: [{ name, algorithm: 'fixed', limit, window_s: 3600, ...more }] });
const operator = (world: TenstoneWorld) => world.operatorToken('installation:limits');

Given('the limits are those that the platform comes with', async function (this: TenstoneWorld) {
  await this.platform.stop('api');
  await this.platform.start('api', { TENSTONE_LIMITS_POLICIES: '' });
});

Given('Olaf has limited members to {int} requests an hour', async function (this: TenstoneWorld, limit: number) {
  await fileOf(this).replace(hourly('members', limit, { key: ['user'], match: { audience: 'user' } }), 'limits.changed');
});

Given('Olaf has limited downloads to {int} an hour for other services', async function (this: TenstoneWorld, limit: number) {
  await fileOf(this).replace(hourly('downloads', limit, { match: { audience: 'nobody' } }), 'limits.changed');
});

Given('someone has tried {int} passwords of hers', async function (this: TenstoneWorld, count: number) {
  for (let i = 0; i < count; i += 1) await this.visitor.tryLogin({ password: `not the right password ${i}` });
});

Given('strangers at her address have used up theirs', async function (this: TenstoneWorld) {
  const statuses = [];
  for (let i = 0; i < 100 && statuses.at(-1) !== 429; i += 1) statuses.push((await this.api.ask('GET', '/v1/jobs')).status);
  assert.equal(statuses.at(-1), 429);
});

When('Mia lists her jobs', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/v1/jobs', { token: this.person('Mia').token });
});

Then('she gets her list', function (this: TenstoneWorld) {
  assert.deepEqual(json<{ data: unknown[] }>(expecting(200, this.answer)).data, []);
});

Given('Mia has listed her jobs 2 times with one token and once with the other', async function (this: TenstoneWorld) {
  const [one, other] = this.person('Mia').tokens.map(({ secret }) => secret);
  for (const token of [one, one, other]) expecting(200, await this.api.ask('GET', '/v1/jobs', { token }));
});

Then('the request is refused as one too many', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 429, this.answer.text);
  assert.equal(json<{ code: string }>(this.answer).code, 'quota_exceeded');
});

When('Olaf asks who is refused most', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/v1/admin/limits/top-denied', { token: await operator(this) });
});

When('Mia asks who is refused most', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/v1/admin/limits/top-denied', { token: this.person('Mia').token });
});

interface Denied {
  policy: string;
  key: string;
  denials: number;
}
Then('it is that address, for guessing at that account, {int} times', function (this: TenstoneWorld, denials: number) {
  const { keys } = json<{ keys: Denied[] }>(expecting(200, this.answer));
  assert.deepEqual(keys.map(({ policy, denials }) => ({ policy, denials })), [{ policy: 'login-pair', denials }]);
  assert.match(String(keys[0]?.key), new RegExp(`^auth:account:[0-9a-f]{16}\\|auth:ip:${this.visitor.from}$`));
});

Given('Olaf has given back what is refused most', async function (this: TenstoneWorld) {
  const token = await operator(this);
  const { keys } = json<{ keys: Denied[] }>(expecting(200, await this.api.ask('GET', '/v1/admin/limits/top-denied', { token })));
  const [{ policy, key }] = keys as [Denied];
  expecting(204, await this.api.ask('DELETE', `/v1/admin/limits/keys/${policy}/${encodeURIComponent(key)}`, { token }));
});

Then('she is refused as one who may not', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 403, this.answer.text);
  assert.equal(json<{ code: string }>(this.answer).code, 'insufficient_scope');
});

const mayDownload = (world: TenstoneWorld, token: string) => world.api.ask('POST', '/v1/ratelimit/check', { token, body: JSON.stringify({ checks: [{ policy: 'downloads', key: 'user:7' }] }) });

When("Olaf's service asks {int} times whether its user 7 may download", async function (this: TenstoneWorld, count: number) {
  const token = await this.operatorToken('installation:limits:check');
  for (let i = 0; i < count; i += 1) this.answers.push(await mayDownload(this, token));
});

When('Mia asks whether user 7 may download', async function (this: TenstoneWorld) {
  this.answer = await mayDownload(this, this.person('Mia').token);
});

Then('that is allowed {int} times', function (this: TenstoneWorld, times: number) {
  assert.deepEqual(this.answers.map(({ status }) => status), this.answers.map((_, i) => (i < times ? 200 : 429)));
  assert.ok(this.answers.length > times);
});

When('Olaf writes a limit about a route that there is not', async function (this: TenstoneWorld) {
  await fileOf(this).replace(hourly('members', 1, { key: ['user'], match: { routes: ['/v1/job'] } }), 'limits.refused');
});

Then('the log tells Olaf which one', function (this: TenstoneWorld) {
  const [line] = this.platform.logged({ event: 'limits.refused' });
  assert.match(String(line?.['error']), /policies\/0\/match\/routes\/0: is no route/);
});

Then('members are still limited to {int} requests an hour', async function (this: TenstoneWorld, limit: number) {
  await this.bringIn('Mia');
  const { headers } = await this.api.ask('GET', '/v1/jobs', { token: this.person('Mia').token });
  assert.match(String(headers['ratelimit-policy']), new RegExp(`^"members";q=${limit};w=3600`));
});
