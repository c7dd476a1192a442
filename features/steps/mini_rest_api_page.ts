// Project 05: the page that shows a request's trace. Its ready requests are chosen by digits and sent by S.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { Visit } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Order } from '../support/shop.ts';
import { Shop } from '../support/shop.ts';
import type { TenstoneWorld } from '../support/world.ts';

const digits: Record<string, string> = { '': '2', again: '3', 'without a token': '4', 'with a token that can only read': '5', 'with two mistakes': '6' };

const said = (visit: Visit) => visit.page.getByRole('status').innerText();
const sent = (visit: Visit) => visit.page.locator('#past li').count();
// Steps of one mark, as they are read: "guard requires_scope orders:write".
async function steps(visit: Visit, mark: string): Promise<string[]> {
  const found = await visit.page.locator(`#trace li${mark} .step`).allInnerTexts();
  return found.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

async function send(visit: Visit, how = ''): Promise<void> {
  const before = await sent(visit);
  await visit.press(String(digits[how]), 's');
  await eventually('the page shows the answer', () => sent(visit), (seen) => seen === before + 1);
}

// The order in the answer that the page shows.
async function order(visit: Visit): Promise<Order> {
  const text = await visit.page.locator('#answer').innerText();
  return JSON.parse(text.slice(text.indexOf('{'))) as Order;
}

Given('Mia has opened the page of orders with her tokens', async function (this: TenstoneWorld) {
  const shop = Shop.of(this);
  await shop.giveToken('Nora', ['orders:read']);
  const [both, reading] = [await shop.tokenOf('Mia'), await shop.tokenOf('Nora')];
  this.visit = await Visit.to(`http://127.0.0.1:${this.api.port}/`);
  await this.visit.page.getByLabel('{token}').fill(both.secret);
  await this.visit.page.getByLabel('{reader}').fill(reading.secret);
  await this.visit.page.getByRole('link').first().focus();
});

When('she places an order there', async function (this: TenstoneWorld) {
  await send(this.visit);
});
When(/^she places an order there (with.*)$/, async function (this: TenstoneWorld, how: string) {
  await send(this.visit, how);
});
Given('she has placed an order there', async function (this: TenstoneWorld) {
  await send(this.visit);
  Shop.of(this).placed.push(await order(this.visit));
});
Given('she has been refused one without a token', async function (this: TenstoneWorld) {
  await send(this.visit, 'without a token');
  assert.match(await said(this.visit), /refused it: unauthenticated/);
});
When('she sends the same there again', async function (this: TenstoneWorld) {
  await send(this.visit, 'again');
});

// The middleware of this program, the guards of this route, and what every route with a body has.
Then('the page shows each step from middleware to handler, with its time', async function (this: TenstoneWorld) {
  const found = await steps(this.visit, ':has(.own)');
  const middleware = ['request_id', 'client_address', 'access_log', 'problem_errors', 'authenticate', 'log_caller'].map((name) => `middleware ${name}`);
  assert.deepEqual(found.slice(0, middleware.length), middleware);
  assert.deepEqual(found.slice(-4), ['guard requires_scope orders:write', 'body', 'parameters', 'handler']);
  const times = await this.visit.page.locator('#trace li:has(.own) .time').allInnerTexts();
  assert.deepEqual(times.filter((time) => !/^(<1|\d+(\.\d+)?) (µs|ms)$/.test(time)), []);
  assert.equal(times.length, found.length);
  assert.match(await said(this.visit), new RegExp(`^201 in .*Through ${found.length} steps and back`));
});

Then('the page marks the guard as the step that refused it', async function (this: TenstoneWorld) {
  const [refused, ...others] = await steps(this.visit, '.refused');
  assert.match(String(refused), /^guard .* refused: (unauthenticated|insufficient_scope)$/);
  assert.deepEqual(others, []);
});

Then(/^it shows that (.*) (?:was|were) never reached$/, async function (this: TenstoneWorld, list: string) {
  const expected = list.split(/, | and /);
  const missed = await steps(this.visit, '.missed');
  assert.deepEqual(missed.slice(-expected.length), expected);
  assert.ok(missed.slice(0, -expected.length).every((step) => step.startsWith('guard ')), missed.join());
  assert.deepEqual((await steps(this.visit, ':has(.own)')).filter((step) => expected.includes(step)), []);
});

Then('the page names the customer and the quantity as wrong', async function (this: TenstoneWorld) {
  assert.match(await said(this.visit), /The parameters refused it: validation_failed at \/customer and \/items\/0\/quantity\./);
});

Then('the page shows that order again, marked as replayed', async function (this: TenstoneWorld) {
  assert.match(await said(this.visit), /^201 .* Replayed:/);
  assert.deepEqual(await order(this.visit), Shop.of(this).last);
});

When('she goes through the page of orders by keyboard', async function (this: TenstoneWorld) {
  for (let i = 0; i < 18; i += 1) {
    await this.visit.press('Tab');
    this.answered.push(await this.visit.focused());
  }
});
Then('she meets the tokens, each request once, its parts, and the button that sends it', function (this: TenstoneWorld) {
  const kinds = ['textbox', 'textbox', ...Array.from({ length: 9 }, () => 'button'), 'combobox', 'textbox', 'textbox', 'textbox', 'button "Send'];
  assert.deepEqual(this.answered.slice(0, kinds.length).map((told, i) => told.startsWith(String(kinds[i])) || told), kinds.map(() => true));
  assert.equal(new Set(this.answered).size, this.answered.length, this.answered.join('\n'));
});

When('she goes back to the earlier one by keyboard', async function (this: TenstoneWorld) {
  await this.visit.page.locator('#past button').last().focus();
  await this.visit.press('Enter');
});
Then('the page shows its order and its trace again', async function (this: TenstoneWorld) {
  assert.deepEqual(await order(this.visit), Shop.of(this).last);
  assert.equal((await steps(this.visit, ':has(.own)')).at(-1), 'handler');
  assert.match(await this.visit.focused(), /^button "201 POST/);
});
