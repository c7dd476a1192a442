import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, somewhere, type Answer } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { announce, Shop, type Order } from '../support/shop.ts';
import type { TenstoneWorld } from '../support/world.ts';

// What the service answers when it says no, and the places that it names.
const reasons: Record<string, { status: number; code: string; places?: string[] }> = {
  'there is no such order': { status: 404, code: 'order_not_found' },
  'of its quantity and its price, and nothing is placed': { status: 422, code: 'validation_failed', places: ['/items/0/quantity', '/items/0/price'] },
  'its state does not allow that': { status: 409, code: 'order_state_conflict' },
  'nobody knows her': { status: 401, code: 'unauthenticated' },
  'the token is none of this service': { status: 401, code: 'token_invalid' },
  'her token may not write': { status: 403, code: 'insufficient_scope' },
  'there is no such sort': { status: 422, code: 'validation_failed', places: ['/sort'] },
  'that is no cursor of this list': { status: 400, code: 'invalid_cursor' },
  'the order has changed since she read it': { status: 412, code: 'version_conflict' },
  'she must say which version she read': { status: 428, code: 'precondition_required' },
  'an order has a customer': { status: 422, code: 'validation_failed', places: ['/customer'] },
  'the key was used for something else': { status: 422, code: 'idempotency_key_reused' },
  'a key is missing': { status: 400, code: 'idempotency_key_missing' },
  'the database is away, and she may try again': { status: 503, code: 'deadline_exceeded|database_unavailable' },
};
interface Problem {
  code: string;
  errors?: { pointer: string }[];
}
for (const [reason, { status, code, places }] of Object.entries(reasons))
  Then(`it is refused because ${reason}`, function (this: TenstoneWorld) {
    const problem = json<Problem>(expecting(status, this.answer));
    assert.ok(code.split('|').includes(problem.code), this.answer.text);
    if (places) assert.deepEqual(problem.errors?.map(({ pointer }) => pointer), places);
    if (status === 503) assert.match(this.answer.headers['retry-after'] ?? '', /^\d+$/);
  });

const items = (text: string) =>
  [...text.matchAll(/(\d+) (\w+?)s? at (\d+\.\d+)/g)].map(([, quantity, sku, price]) => ({ sku, quantity: Number(quantity), price }));

When(/^(Mia|Nora) orders (\d.*)$/, async function (this: TenstoneWorld, name: string, list: string) {
  const shop = Shop.of(this);
  await shop.send(name, shop.order(name, { items: items(list) }), shop.key);
  if (this.answer.status === 201) shop.placed.push(json<Order>(this.answer));
});

Then('the order is placed, and its total is {float}', function (this: TenstoneWorld, total: number) {
  const order = json<Order>(expecting(201, this.answer));
  assert.deepEqual([order.state, order.total], ['placed', total.toFixed(2)]);
});

Then('{person} can read it where the answer says', async function (this: TenstoneWorld, name: string) {
  const placed = this.answer;
  const read = expecting(200, await Shop.of(this).ask(name, 'GET', String(placed.headers.location)));
  assert.equal(read.text, placed.text);
  assert.equal(read.headers.etag, placed.headers.etag);
});

When('{person} reads an order that there is not', async function (this: TenstoneWorld, name: string) {
  await Shop.of(this).ask(name, 'GET', '/orders/00000000-0000-7000-8000-000000000000');
});

Given('{person} has an order that is {word}', async function (this: TenstoneWorld, name: string, state: string) {
  const shop = Shop.of(this);
  await shop.place(name);
  await shop.reach(name, state);
});

When('she makes it {word}', async function (this: TenstoneWorld, state: string) {
  Shop.of(this).version = (await Shop.of(this).current('Mia')).version;
  await Shop.of(this).move('Mia', state);
});

Then('the order is {word}', async function (this: TenstoneWorld, state: string) {
  assert.equal(json<Order>(expecting(200, this.answer)).state, state);
  assert.equal((await Shop.of(this).current('Mia')).state, state);
});
Then('the order is still {word}', async function (this: TenstoneWorld, state: string) {
  assert.equal((await Shop.of(this).current('Mia')).state, state);
});
Then('the order is {word}, and nothing about it has changed', async function (this: TenstoneWorld, state: string) {
  expecting(200, this.answer);
  const { state: now, version } = await Shop.of(this).current('Mia');
  assert.deepEqual([now, version], [state, Shop.of(this).version]);
});

When('she deletes it', async function (this: TenstoneWorld) {
  await Shop.of(this).ask('Mia', 'DELETE', Shop.of(this).path);
});
Then('it is gone', async function (this: TenstoneWorld) {
  expecting(204, this.answer);
  expecting(404, await Shop.of(this).ask('Mia', 'GET', Shop.of(this).path));
});

When('{person} ships it and {person} cancels it at the same time', async function (this: TenstoneWorld, one: string, other: string) {
  const shop = Shop.of(this);
  const tokens = [(await shop.tokenOf(one)).secret, (await shop.tokenOf(other)).secret];
  const put = (state: string, i: number) => this.api.ask('PUT', `${shop.path}/state`, { token: tokens[i], body: JSON.stringify({ state }) });
  shop.answers = await Promise.all(['shipped', 'cancelled'].map(put));
});
Then('one of them is refused, and the order is what the other made of it', async function (this: TenstoneWorld) {
  const { answers } = Shop.of(this);
  const [done] = answers.filter(({ status }) => status === 200);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409], answers.map(({ text }) => text).join('\n'));
  assert.deepEqual(await Shop.of(this).current('Mia'), json<Order>(done as Answer));
});

// ---- tokens

Given('{person} has a token that may read orders', async function (this: TenstoneWorld, name: string) {
  await Shop.of(this).giveToken(name, ['orders:read']);
});
Given('Olaf revokes it', async function (this: TenstoneWorld) {
  await this.project.cli.output(['revoke', (await Shop.of(this).tokenOf('Mia')).name]);
});

When('{person} reads the orders', async function (this: TenstoneWorld, name: string) {
  await Shop.of(this).ask(name, 'GET', '/orders?limit=1');
});
When('Nora reads the orders without a token', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/orders');
});
When('Nora reads the orders with a token that she made up', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/orders', { token: `orders_${'A'.repeat(43)}` });
});
When('{int} readings with as many tokens that were made up come from one address', async function (this: TenstoneWorld, count: number) {
  const [from, began] = [somewhere(), performance.now()];
  for (let i = 0; i < count; i += 1) this.answers.push(await this.api.ask('GET', '/orders', { from, token: `orders_${randomBytes(32).toString('base64url')}` }));
  this.expected = 20 + Math.ceil((performance.now() - began) / 1000); // looks: 20, and one more each second
});
Then('{person} still reads the orders from her own', async function (this: TenstoneWorld, name: string) {
  expecting(200, await Shop.of(this).ask(name, 'GET', '/orders?limit=1'));
});
Then('she gets them', function (this: TenstoneWorld) {
  assert.ok(Array.isArray(json<{ data: Order[] }>(expecting(200, this.answer)).data));
});

When('Nora announces an order of {int} kB without a token, and waits to be asked for it', async function (this: TenstoneWorld, size: number) {
  Shop.of(this).announced = await announce(this.api.port, '/orders', size * 1000);
});
Then('she is refused with {int}, and was never asked for the body', function (this: TenstoneWorld, status: number) {
  assert.deepEqual(Shop.of(this).announced, { status, asked: false });
});

Then('the log says that her token was used to read the orders', async function (this: TenstoneWorld) {
  const id = String(this.answer.headers['x-request-id']);
  const [line] = await eventually('the line of the log', () => this.project.logged({ event: 'request.by', request_id: id }), (lines) => lines.length > 0);
  assert.deepEqual([line?.['method'], line?.['route'], line?.['status']], ['GET', '/orders', 200]);
});

When('Olaf makes a token that may eat orders', async function (this: TenstoneWorld) {
  this.outcome = await this.project.cli.run(['token', 'glutton', 'orders:eat']);
});
When('Olaf makes another token of its name', async function (this: TenstoneWorld) {
  this.outcome = await this.project.cli.run(['token', (await Shop.of(this).tokenOf('Mia')).name, 'orders:read']);
});
Then('he is told in one line which scopes there are', function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 2);
  assert.match(this.outcome.stderr, /^mini-rest-api: .*orders:read.*orders:write.*\n$/);
});
Then('he is told in one line that there is a token of this name', function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 1);
  assert.match(this.outcome.stderr, /^mini-rest-api: There is a token of this name.*\n$/);
});
