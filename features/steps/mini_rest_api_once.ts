// Project 05: orders that are placed once, the contract, and what happens while PostgreSQL is away.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { Shop, teapot, type Order } from '../support/shop.ts';
import type { TenstoneWorld } from '../support/world.ts';

async function sendSame(world: TenstoneWorld, name: string): Promise<void> {
  const shop = Shop.of(world);
  const first = shop.answers[0];
  await shop.send(name, shop.body, shop.key);
  if (first === undefined) shop.answers.push(world.answer);
}

Given('Mia has placed an order with a key', async function (this: TenstoneWorld) {
  const shop = Shop.of(this);
  shop.body = shop.order('Mia');
  await sendSame(this, 'Mia');
  expecting(201, this.answer);
});
When('{person} sends the same order with the same key', async function (this: TenstoneWorld, name: string) {
  await sendSame(this, name);
});
Then('she gets the first answer again, marked as replayed', function (this: TenstoneWorld) {
  const [first] = Shop.of(this).answers as [Answer];
  assert.deepEqual([this.answer.status, this.answer.text], [first.status, first.text]);
  assert.deepEqual([this.answer.headers.location, this.answer.headers.etag], [first.headers.location, first.headers.etag]);
  assert.equal(this.answer.headers['idempotency-replayed'], 'true');
  assert.equal(first.headers['idempotency-replayed'], undefined);
});
Then('one order is there', async function (this: TenstoneWorld) {
  assert.equal(await Shop.of(this).countOf('Mia'), 1);
});
Then('two orders are there', async function (this: TenstoneWorld) {
  expecting(201, this.answer);
  assert.equal(await Shop.of(this).countOf('Mia'), 2);
});

When('Mia sends one order {int} times at the same time, with one key', async function (this: TenstoneWorld, times: number) {
  const shop = Shop.of(this);
  const body = shop.order('Mia');
  const { secret } = await shop.tokenOf('Mia');
  shop.answers = await Promise.all(Array.from({ length: times }, () => this.api.ask('POST', '/orders', { token: secret, body, headers: { 'idempotency-key': shop.key } })));
});
Then('each of the others was answered with it, or told to wait', function (this: TenstoneWorld) {
  const { answers } = Shop.of(this);
  const placed = answers.filter(({ status }) => status === 201);
  assert.equal(new Set(placed.map(({ text }) => json<Order>({ text } as Answer).id)).size, 1);
  assert.equal(placed.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length, 1);
  for (const { status, text, headers } of answers)
    if (status !== 201) assert.deepEqual([status, json<{ code: string }>({ text } as Answer).code, headers['retry-after']], [409, 'idempotency_in_progress', '1']);
});

// Each key is sent until it is answered with 201, whatever happens to the process meanwhile.
Given('Mia\'s orders are being sent again and again until they are answered', async function (this: TenstoneWorld) {
  const shop = Shop.of(this);
  const { secret } = await shop.tokenOf('Mia');
  const body = shop.order('Mia');
  const deliver = async (key: string) =>
    eventually('the order is placed', () => this.api.ask('POST', '/orders', { token: secret, body, headers: { 'idempotency-key': key } }), ({ status }) => status === 201, 30_000);
  this.expected = 40;
  const lanes = Array.from({ length: 8 }, async () => {
    for (let i = 0; i < this.expected / 8; i += 1) shop.answers.push(await deliver(randomUUID()));
  });
  shop.sending = Promise.all(lanes);
  await eventually('some orders are placed', () => shop.answers.length, (count) => count >= 4);
});
When('the process is killed and started again', async function (this: TenstoneWorld) {
  await this.project.kill('api');
  await this.project.start('api');
  await Shop.of(this).sending;
});
Then('each of her keys has one order', async function (this: TenstoneWorld) {
  const answered = Shop.of(this).answers.map((answer) => json<Order>(answer).id);
  assert.equal(new Set(answered).size, this.expected);
  assert.equal(await Shop.of(this).countOf('Mia'), this.expected);
});

When('Mia sends another order with the same key', async function (this: TenstoneWorld) {
  const shop = Shop.of(this);
  await shop.send('Mia', shop.order('Mia', { note: 'another one' }), shop.key);
});
When('Mia sends an order without a key', async function (this: TenstoneWorld) {
  await Shop.of(this).ask('Mia', 'POST', '/orders', { body: Shop.of(this).order('Mia') });
});
Given('Mia was refused an order with a key', async function (this: TenstoneWorld) {
  const shop = Shop.of(this);
  expecting(422, await shop.send('Mia', shop.order('Mia', { items: [{ ...teapot, quantity: 0 }] }), shop.key));
});
When('Mia sends it again without the mistake', async function (this: TenstoneWorld) {
  const shop = Shop.of(this);
  expecting(201, await shop.send('Mia', shop.order('Mia'), shop.key));
});

// ---- the contract

When(/^DELETE is sent to \/orders$/, async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('DELETE', '/orders');
});
When('Mia sends an order as XML', async function (this: TenstoneWorld) {
  await Shop.of(this).ask('Mia', 'POST', '/orders', { body: '<order/>', headers: { 'content-type': 'application/xml', 'idempotency-key': 'xml' } });
});
When('Mia asks for the orders as CSV', async function (this: TenstoneWorld) {
  await Shop.of(this).ask('Mia', 'GET', '/orders', { headers: { accept: 'text/csv' } });
});
When('Mia sends an order of {int} kB', async function (this: TenstoneWorld, size: number) {
  await Shop.of(this).send('Mia', Shop.of(this).order('Mia', { note: 'x'.repeat(size * 1000) }), 'large');
});
Then('the status is {int}', function (this: TenstoneWorld, status: number) {
  expecting(status, this.answer);
});
Then('the status is 405, and GET, HEAD, POST are allowed', function (this: TenstoneWorld) {
  assert.equal(expecting(405, this.answer).headers.allow, 'GET, HEAD, POST, OPTIONS');
});
Then('the status is 415, and JSON is named as accepted', function (this: TenstoneWorld) {
  assert.match(String(expecting(415, this.answer).headers['accept-post']), /application\/json/);
});

Given('Olaf allows {word}', async function (this: TenstoneWorld, origin: string) {
  await this.project.stop('api');
  await this.project.start('api', { TENSTONE_HTTP_ALLOWED_ORIGINS: origin });
});
When('a page of {word} asks whether it may place orders', async function (this: TenstoneWorld, origin: string) {
  this.answer = await this.api.ask('OPTIONS', '/orders', { headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'idempotency-key' } });
});
Then('it is not allowed', function (this: TenstoneWorld) {
  assert.deepEqual(Object.keys(this.answer.headers).filter((name) => name.startsWith('access-control')), []);
});
Then('it may, with Idempotency-Key, for the methods of the address', function (this: TenstoneWorld) {
  const { headers } = expecting(204, this.answer);
  assert.equal(headers['access-control-allow-origin'], 'https://shop.example');
  assert.equal(headers['access-control-allow-methods'], 'GET, POST');
  assert.match(String(headers['access-control-allow-headers']), /Idempotency-Key/);
});
When('Olaf starts it with {word} as allowed origin', async function (this: TenstoneWorld, origin: string) {
  this.outcome = await this.project.cli.run(['serve'], { TENSTONE_HTTP_ALLOWED_ORIGINS: origin });
});
Then('it ends with 2, and one line names the setting and says how an origin looks', function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 2, this.outcome.output);
  assert.match(this.outcome.stderr, /^mini-rest-api: TENSTONE_HTTP_ALLOWED_ORIGINS .*https:\/\/app\.example\.com.*\n$/);
});
