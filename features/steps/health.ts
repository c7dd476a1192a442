import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { HalfRequest } from '../support/half_request.ts';
import type { Role } from '../support/platform.ts';
import type { TenstoneWorld } from '../support/world.ts';

When('Olaf asks the {role} for {string}', async function (this: TenstoneWorld, role: Role, path: string) {
  this.answer = await this.platform.http(role).ask('GET', path);
});

Then('the answer is {int}', function (this: TenstoneWorld, status: number) {
  assert.equal(this.answer.status, status, this.answer.text);
});

Then('its text is {string}', function (this: TenstoneWorld, text: string) {
  assert.equal(this.answer.text.trim(), text);
});

Then('it names {string} and {string}', function (this: TenstoneWorld, one: string, other: string) {
  for (const name of [one, other]) assert.ok(this.answer.text.includes(name), `${name} in: ${this.answer.text}`);
});

const askAs = async (world: TenstoneWorld, headers: Record<string, string>) => {
  for (const path of ['/readyz', '/metrics']) world.answers.push(await world.api.ask('GET', path, { headers }));
};
When('Olaf asks how the api does', async function (this: TenstoneWorld) {
  await askAs(this, {});
});
When('{string} asks through a proxy how the api does', async function (this: TenstoneWorld, address: string) {
  await askAs(this, { 'x-forwarded-for': address });
});
Then('it shows its parts and its numbers', function (this: TenstoneWorld) {
  const [ready, numbers] = this.answers.map((answer) => expecting(200, answer).text);
  assert.match(ready ?? '', /^\{"ready":true,"parts":\{"postgres":"ok","redis":"ok"/);
  assert.match(numbers ?? '', /^tenstone_http_requests_total\{/m);
});
Then('it says that it is ready, and no more', function (this: TenstoneWorld) {
  assert.deepEqual(this.answers.map(({ status }) => status), [200, 403]);
  const [ready, refusal] = this.answers.map(({ text }) => text);
  assert.equal(ready, '{"ready":true}');
  assert.match(refusal ?? '', /"code":"not_an_operator"/);
});

Given("half of {person}'s POST to {string} has arrived", async function (this: TenstoneWorld, name: string, path: string) {
  this.half = { owner: name, request: await HalfRequest.arrived(this.api.port, path, this.person(name).token, '{"name": "Mia"}') };
});

Then('the rest of it is still taken and the answer is {int}', async function (this: TenstoneWorld, status: number) {
  const { owner, request } = this.half;
  await eventually('the api takes no new requests', () => this.api.ask('GET', '/readyz').then((answer) => answer.status, () => 'closed'), (seen) => seen !== 200);
  const answer = await request.finish();
  assert.equal(answer.status, status, answer.text);
  this.followJob(owner, { ...answer, headers: {} });
});

Then('the job eventually succeeds once the api is back', async function (this: TenstoneWorld) {
  await this.platform.start('api');
  await this.jobBecomes('succeeded');
});
