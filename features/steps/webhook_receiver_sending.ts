// Project 06: messages, and the endpoints that get them.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { verifySigned } from '../support/endpoint.ts';
import { eventually } from '../support/eventually.ts';
import { Messages } from '../support/messages.ts';
import type { TenstoneWorld } from '../support/world.ts';

Given(/^(Nora|Lena) has an endpoint for (order|invoice)s$/, async function (this: TenstoneWorld, name: string, word: string) {
  await Messages.of(this).add(name, word);
});
Given('Lena has an endpoint for orders, which never answers', async function (this: TenstoneWorld) {
  await Messages.of(this).add('Lena', 'order');
  Messages.of(this).of('Lena').server.answerAlways('never');
});
Given('Nora has got a new secret, and time for the old one', async function (this: TenstoneWorld) {
  await Messages.of(this).rotate();
});
Given("Nora's endpoint fails {int} time(s)", function (this: TenstoneWorld, times: number) {
  Messages.of(this).of().server.answerNext(...Array.from({ length: times }, () => ({ status: 500 })));
});
Given("Nora's endpoint is down", function (this: TenstoneWorld) {
  Messages.of(this).of().server.answerAlways({ status: 502 });
});
Given("Nora's endpoint is busy, and asks for {int} minutes", function (this: TenstoneWorld, minutes: number) {
  Messages.of(this).of().server.answerNext({ status: 503, headers: { 'retry-after': String(minutes * 60) } });
});
Given("Nora's endpoint says that it is gone", function (this: TenstoneWorld) {
  Messages.of(this).of().server.answerAlways({ status: 410 });
});
Given("Nora's endpoint points to another address", async function (this: TenstoneWorld) {
  const messages = Messages.of(this);
  messages.elsewhere = await messages.server();
  messages.of().server.answerAlways({ status: 307, headers: { location: messages.elsewhere.url } });
});

When('Mia sends a message of an order', async function (this: TenstoneWorld) {
  await Messages.of(this).send();
});
Given('Mia has sent a message of an order with a key', async function (this: TenstoneWorld) {
  const messages = Messages.of(this);
  messages.key = messages.receiver.word('order-7');
  await messages.send();
  messages.first = messages.answer;
});
When('Mia sends it again with the same key', async function (this: TenstoneWorld) {
  await Messages.of(this).send();
});
When('Mia sends {int} messages of orders', async function (this: TenstoneWorld, count: number) {
  for (let i = 0; i < count; i += 1) await Messages.of(this).send();
});
const milliseconds: Record<string, number> = { min: 60_000, d: 86_400_000 };
When('Mia sends a message of an order, and {int} {unit} pass in steps', async function (this: TenstoneWorld, count: number, unit: string) {
  await Messages.of(this).send();
  await Messages.of(this).pass(count * (milliseconds[unit] ?? NaN));
});

async function arrived(world: TenstoneWorld, count = 1): Promise<void> {
  const { server } = Messages.of(world).of();
  await eventually(`Nora has ${count} messages`, () => server.calls.length, (seen) => seen >= count, 30_000);
  assert.equal(server.calls.length, count);
}
Then('eventually Nora has the message, and the library of Standard Webhooks finds it signed', async function (this: TenstoneWorld) {
  await arrived(this);
  const messages = Messages.of(this);
  const [call] = messages.of().server.calls;
  assert.ok(call);
  verifySigned(call, String(messages.of().secrets[0]), this.deployment.now);
  const { type, data } = JSON.parse(call.body) as { type: string; data: unknown };
  assert.match(type, /\.order\.placed$/);
  assert.deepEqual([data, call.headers['webhook-id']], [{ number: 7, note: 'tea ☕' }, messages.sent().id]);
});
Then('eventually Nora has the message, and it is signed with both secrets', async function (this: TenstoneWorld) {
  await arrived(this);
  const { server, secrets } = Messages.of(this).of();
  const [call] = server.calls;
  assert.ok(call);
  assert.equal(secrets.length, 2);
  for (const secret of secrets) verifySigned(call, secret, this.deployment.now);
});
const toNobody = async function (this: TenstoneWorld) {
  const messages = Messages.of(this);
  assert.equal(messages.sent().deliveries, 0);
  await messages.receiver.read(`/v1/webhooks/deliveries?endpoint=${messages.of().id}`);
};
Then('it is delivered to nobody', toNobody);
Then('another message is delivered to nobody', async function (this: TenstoneWorld) {
  await Messages.of(this).send();
  await toNobody.call(this);
});
Then('it is the first message', function (this: TenstoneWorld) {
  const { first } = Messages.of(this);
  assert.ok(first);
  const { id, existed } = Messages.of(this).sent();
  assert.deepEqual([id, existed], [json<{ id: string }>(first).id, true]);
});
Then('eventually Nora has the message once', async function (this: TenstoneWorld) {
  await Messages.of(this).becomes('succeeded', 1);
  await arrived(this);
});
Then('eventually Nora has all {int} messages', async function (this: TenstoneWorld, count: number) {
  await arrived(this, count);
});
Then("at most {int} calls to Lena's endpoint are open", function (this: TenstoneWorld, most: number) {
  const { mostOpen } = Messages.of(this).of('Lena').server;
  assert.ok(mostOpen > 0 && mostOpen <= most, `${mostOpen} were open`);
});

Then('eventually it is delivered on attempt {int}', async function (this: TenstoneWorld, attempt: number) {
  await Messages.of(this).becomes('succeeded', attempt);
});
Then('eventually it has failed on attempt {int}', async function (this: TenstoneWorld, attempt: number) {
  await Messages.of(this).becomes('failed', attempt);
});
Then('each attempt had the same id and body, and a signature of its own', function (this: TenstoneWorld) {
  const { calls } = Messages.of(this).of().server;
  const different = (of: (call: (typeof calls)[number]) => unknown) => new Set(calls.map(of)).size;
  assert.deepEqual([different(({ headers }) => headers['webhook-id']), different(({ body }) => body)], [1, 1]);
  assert.deepEqual([different(({ headers }) => headers['webhook-signature']), different(({ headers }) => headers['webhook-timestamp'])], [calls.length, calls.length]);
});
Then('the second pause was longer than the first one', async function (this: TenstoneWorld) {
  const { tries = [] } = await Messages.of(this).delivery();
  const [first = NaN, second = NaN, third = NaN] = tries.map(({ at }) => Date.parse(at));
  assert.ok(third - second > second - first, JSON.stringify(tries));
});
Then("Nora's endpoint was called once", async function (this: TenstoneWorld) {
  await arrived(this);
});
Then('it is called again when {int} minutes have passed', async function (this: TenstoneWorld, minutes: number) {
  await this.deployment.passTime(`${minutes}min`);
  await Messages.of(this).becomes('succeeded', 2);
});
Then("it is delivered when Nora's endpoint is up and Olaf has it sent again", async function (this: TenstoneWorld) {
  const messages = Messages.of(this);
  messages.of().server.answerAlways({ status: 200 });
  const { id } = await messages.delivery();
  expecting(204, await messages.receiver.ask('POST', `/v1/webhooks/deliveries/${id}/retry`));
  await messages.becomes('succeeded', 11);
});
Then('eventually its first attempt has failed', async function (this: TenstoneWorld) {
  const { tries = [] } = await eventually('the first attempt has failed', () => Messages.of(this).delivery(), (each) => (each.tries ?? []).length > 0);
  assert.equal(tries[0]?.status, 307);
});
Then('the other address was never called', function (this: TenstoneWorld) {
  assert.deepEqual(Messages.of(this).elsewhere?.calls, []);
});
Then("eventually Nora's endpoint is disabled", async function (this: TenstoneWorld) {
  const messages = Messages.of(this);
  await eventually('it is disabled', () => messages.receiver.read<{ state: string }>(`/v1/webhooks/endpoints/${messages.of().id}`), ({ state }) => state === 'disabled');
});

const addresses: Record<string, string> = {
  'a private address': 'https://10.0.0.7/hooks',
  "the address of the cloud's metadata": 'https://169.254.169.254/latest/meta-data',
  'an address written as one number': 'https://2852039166/hooks',
  'an address with a password in it': 'https://mia:secret@example.com/hooks',
};
When(/^Olaf adds an endpoint at (.+)$/, async function (this: TenstoneWorld, where: string) {
  this.answer = await Messages.of(this).receiver.ask('POST', '/v1/webhooks/endpoints', { url: addresses[where], types: [] });
});
Then('it is refused because its address is forbidden', function (this: TenstoneWorld) {
  const answer: Answer = expecting(422, this.answer);
  assert.match(json<{ code: string }>(answer).code, /^(endpoint_url_forbidden|url_invalid)$/);
});
