// Project 05: pages of orders, and changes that lose nothing.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { Shop, teapot, type Order } from '../support/shop.ts';
import type { TenstoneWorld } from '../support/world.ts';

const listOf = (shop: Shop, name: string, more: Record<string, string>) => new URLSearchParams({ customer: shop.customer(name), ...more }).toString();
const ids = (orders: Order[]) => orders.map(({ id }) => id);

Given('{person} has placed {int} orders', async function (this: TenstoneWorld, name: string, count: number) {
  for (let i = 0; i < count; i += 1) await Shop.of(this).place(name);
});
Given('{person} has placed {int} more orders', async function (this: TenstoneWorld, name: string, count: number) {
  const shop = Shop.of(this);
  const before = [...shop.placed];
  for (let i = 0; i < count; i += 1) await shop.place(name);
  shop.placed = before;
});
Given(/^Mia has placed orders of (\d.*)$/, async function (this: TenstoneWorld, list: string) {
  for (const [price] of list.matchAll(/\d+\.\d+/g)) await Shop.of(this).place('Mia', { items: [{ ...teapot, price }] });
});
Given('the second of them is paid', async function (this: TenstoneWorld) {
  const [, second] = Shop.of(this).placed;
  expecting(200, await Shop.of(this).ask('Mia', 'PUT', `/orders/${String(second?.id)}/state`, { body: '{"state":"paid"}' }));
});

Given('Nora has read the first {int} of Mia\'s orders, newest first', async function (this: TenstoneWorld, limit: number) {
  const shop = Shop.of(this);
  expecting(200, await shop.readPage('Nora', listOf(shop, 'Mia', { sort: 'newest', limit: String(limit) })));
  assert.equal(shop.seen.length, limit);
});
When('Nora reads on to the end', async function (this: TenstoneWorld) {
  await Shop.of(this).readAll('Nora', Shop.of(this).query, Shop.of(this).cursor);
});
Given('the orders that Nora has read were cancelled and deleted', async function (this: TenstoneWorld) {
  for (const { id } of Shop.of(this).seen) {
    expecting(200, await Shop.of(this).ask('Mia', 'PUT', `/orders/${id}/state`, { body: '{"state":"cancelled"}' }));
    expecting(204, await Shop.of(this).ask('Mia', 'DELETE', `/orders/${id}`));
  }
});
Then('Nora has seen each of the first {int} orders once, and none of the others', function (this: TenstoneWorld, count: number) {
  assert.deepEqual(ids(Shop.of(this).seen), ids(Shop.of(this).placed.slice(0, count)).reverse());
});

When('Nora reads Mia\'s orders, {word} first, {int} a page', async function (this: TenstoneWorld, sort: string, limit: number) {
  await Shop.of(this).readAll('Nora', listOf(Shop.of(this), 'Mia', { sort, limit: String(limit) }));
});
When('Nora reads Mia\'s orders that are {word}', async function (this: TenstoneWorld, state: string) {
  await Shop.of(this).readAll('Nora', listOf(Shop.of(this), 'Mia', { state }));
});
When('Nora reads the orders sorted by their notes', async function (this: TenstoneWorld) {
  await Shop.of(this).readPage('Nora', 'sort=note');
});
Then('Nora has seen them in the order in which they were placed', function (this: TenstoneWorld) {
  assert.deepEqual(ids(Shop.of(this).seen), ids(Shop.of(this).placed));
});
Then(/^Nora has seen (\d.*)$/, function (this: TenstoneWorld, list: string) {
  assert.deepEqual(Shop.of(this).seen.map(({ total }) => total), list.match(/\d+\.\d+/g));
});
Then('Nora has seen the second one', function (this: TenstoneWorld) {
  assert.deepEqual(ids(Shop.of(this).seen), ids(Shop.of(this).placed.slice(1, 2)));
});
Then('Nora has read {int} pages, and the last one led nowhere', function (this: TenstoneWorld, pages: number) {
  const shop = Shop.of(this);
  assert.deepEqual([shop.pages, shop.seen.length, shop.cursor], [pages, shop.placed.length, null]);
  assert.equal(this.answer.headers['link'], undefined);
});

When('Nora goes on with a letter of the cursor changed', async function (this: TenstoneWorld) {
  const { cursor, query } = Shop.of(this);
  const text = String(cursor);
  await Shop.of(this).readPage('Nora', query, `${text.slice(0, 5)}${text[5] === 'A' ? 'B' : 'A'}${text.slice(6)}`);
});
When('Nora goes on with the same cursor, oldest first', async function (this: TenstoneWorld) {
  const { cursor, query } = Shop.of(this);
  await Shop.of(this).readPage('Nora', query.replace('sort=newest', 'sort=oldest'), cursor);
});

// ---- changes

Given('Mia has placed an order with the note {string}', async function (this: TenstoneWorld, note: string) {
  await Shop.of(this).place('Mia', { note });
});
Given('Nora has read it', async function (this: TenstoneWorld) {
  Shop.of(this).version = (await Shop.of(this).current('Nora')).version;
});
async function changed(world: TenstoneWorld, name: string, change: object): Promise<void> {
  const shop = Shop.of(world);
  const version = name === 'Nora' && shop.version !== undefined ? shop.version : (await shop.current(name)).version;
  await shop.change(name, change, `"${version}"`);
}
Given('Mia has changed the note to {string}', async function (this: TenstoneWorld, note: string) {
  await changed(this, 'Mia', { note });
  expecting(200, this.answer);
});
When('{person} changes the note to {string}', async function (this: TenstoneWorld, name: string, note: string) {
  await changed(this, name, { note });
});
When('Nora changes the note without saying which version she read', async function (this: TenstoneWorld) {
  await Shop.of(this).change('Nora', { note: 'ring once' });
});
When('Mia removes the {word}', async function (this: TenstoneWorld, what: string) {
  await changed(this, 'Mia', { [what]: null });
});
Then('the order\'s note is {string}', async function (this: TenstoneWorld, note: string) {
  assert.equal((await Shop.of(this).current('Mia')).note, note);
});
Then('the order has no note, and everything else is as it was', function (this: TenstoneWorld) {
  const { last } = Shop.of(this);
  assert.deepEqual(json<Order>(expecting(200, this.answer)), { ...last, note: null, version: last.version + 1 });
});

When('Mia reads it again, and says which version she has', async function (this: TenstoneWorld) {
  const shop = Shop.of(this);
  const first = expecting(200, await shop.ask('Mia', 'GET', shop.path));
  await shop.ask('Mia', 'GET', shop.path, { headers: { 'if-none-match': String(first.headers.etag) } });
});
Then('she is told that nothing has changed', function (this: TenstoneWorld) {
  assert.equal(expecting(304, this.answer).text, '');
  assert.equal(this.answer.headers.etag, '"1"');
});
