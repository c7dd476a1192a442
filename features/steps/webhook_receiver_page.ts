// Project 06: its page.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { Visit } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { Messages } from '../support/messages.ts';
import { Receiver } from '../support/receiver.ts';
import type { TenstoneWorld } from '../support/world.ts';

const address = (world: TenstoneWorld) => `http://127.0.0.1:${world.api.port}/`;
const button = (visit: Visit, name: string) => visit.page.getByRole('button', { name, exact: true });
const answered = (visit: Visit, what: RegExp) => eventually(`the page shows ${String(what)}`, () => visit.page.getByRole('status').innerText(), (seen) => what.test(seen));
// The cells of each row of its inbox: received, source, event, type, state, attempts, duplicates, conflicts.
async function inbox(visit: Visit): Promise<string[][]> {
  const rows = await visit.page.locator('#inbox tbody tr').all();
  return Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
}

const opens = async function (this: TenstoneWorld) {
  this.visit = await Visit.to(`${address(this)}#token=${Receiver.of(this).token}`);
  await button(this.visit, 'Sign and send').waitFor();
};
Given("Mia has opened the link of the receiver's page", opens);
When("Mia opens the link of the receiver's page", opens);
When("Mia opens the receiver's page without the token", async function (this: TenstoneWorld) {
  this.visit = await Visit.to(address(this));
  await this.visit.page.getByLabel('Token').waitFor();
});
Then("the receiver's page asks her for the token", async function (this: TenstoneWorld) {
  assert.equal(await this.visit.focused(), 'textbox "Token"');
  assert.equal(await button(this.visit, 'Sign and send').count(), 0);
});
Then("the receiver's token stands no more in the address bar", function (this: TenstoneWorld) {
  assert.equal(this.visit.page.url(), address(this));
});
Then('the page shows an inbox without events', async function (this: TenstoneWorld) {
  await this.visit.page.getByText('There is no event.').waitFor();
  assert.deepEqual(await inbox(this.visit), []);
});

Given('she has added a source there', async function (this: TenstoneWorld) {
  await button(this.visit, 'Add the source').click();
  await answered(this.visit, /takes events at \/hooks\/demo/);
  await eventually('its secret is filled in', () => this.visit.page.getByLabel('Secret').inputValue(), (secret) => secret.startsWith('whsec_'));
});
const sends = async function (this: TenstoneWorld) {
  await button(this.visit, 'Sign and send').click();
  await answered(this.visit, /HTTP \d+/);
};
When('she sends the sample event there', sends);
Given('she has sent the sample event there', async function (this: TenstoneWorld) {
  await sends.call(this);
  await eventually('it has succeeded', () => inbox(this.visit), (rows) => rows[0]?.[4] === 'succeeded');
});
When('she sends the same event there again', sends);
When('she sends an event there whose body is changed after it was signed', async function (this: TenstoneWorld) {
  await this.visit.page.getByLabel('Change a byte after signing').check();
  await sends.call(this);
});
Then('the page shows that it was accepted', async function (this: TenstoneWorld) {
  await answered(this.visit, /HTTP 202[\s\S]*"accepted"/);
});
Then('the page shows that it was a duplicate', async function (this: TenstoneWorld) {
  await answered(this.visit, /HTTP 200[\s\S]*"duplicate"/);
});
Then('the page shows that it was refused', async function (this: TenstoneWorld) {
  await answered(this.visit, /HTTP 401[\s\S]*signature_invalid/);
});
Then("the page's inbox shows 1 event that succeeded", async function (this: TenstoneWorld) {
  const rows = await eventually('the event has succeeded', () => inbox(this.visit), (seen) => seen[0]?.[4] === 'succeeded');
  assert.deepEqual(rows.map(([, source, , type, , attempts, duplicates]) => [source, type, attempts, duplicates]), [['demo', 'payment.succeeded', '1', '0']]);
});
Then("the page's inbox shows 1 event with 1 duplicate", async function (this: TenstoneWorld) {
  const rows = await eventually('the duplicate is counted', () => inbox(this.visit), (seen) => seen[0]?.[6] === '1');
  assert.equal(rows.length, 1);
});

When('she opens the event there and replays it', async function (this: TenstoneWorld) {
  await this.visit.page.getByRole('button', { name: /^Show evt_/ }).click();
  await button(this.visit, 'Replay').click();
  await answered(this.visit, /handled again/);
});
Then('the page shows its body and that it was handled again', async function (this: TenstoneWorld) {
  assert.match(await this.visit.page.locator('#one-body').innerText(), /"amount": 1250/);
  await eventually('it has succeeded once more', () => this.visit.page.locator('#one-state').innerText(), (seen) => seen.startsWith('succeeded'));
});

When('she sends a message there, and {int} minutes pass in steps', async function (this: TenstoneWorld, minutes: number) {
  await this.visit.page.locator('#message').getByLabel('Type').fill(Messages.of(this).type('order.placed'));
  await button(this.visit, 'Send the message').click();
  await answered(this.visit, /goes to 1 endpoint/);
  await Messages.of(this).pass(minutes * 60_000);
});
Then('the time line shows 1 failed attempt and 1 that succeeded', async function (this: TenstoneWorld) {
  const answers = this.visit.page.locator('#tries-rows tr td:nth-child(3)');
  const seen = await eventually('two attempts are shown', () => answers.allInnerTexts(), (texts) => texts.length === 2);
  assert.match(String(seen[0]), /^HTTP 500/);
  assert.match(String(seen[1]), /^HTTP 204/);
  assert.equal(await this.visit.page.locator('#picture circle').count(), 2);
});

When("she goes through the receiver's page by keyboard", async function (this: TenstoneWorld) {
  for (let i = 0; i < 9; i += 1) {
    await this.visit.press('Tab');
    this.answered.push(await this.visit.focused());
  }
});
Then('she meets each of its first controls once', function (this: TenstoneWorld) {
  const controls = ['textbox "New source"', 'button "Add the source"', 'combobox "Source"', 'textbox "Secret"', 'textbox "Event"', 'textbox "Body"', 'checkbox "Change a byte after signing"', 'button "Sign and send"', 'button "New event"'];
  assert.deepEqual(this.answered.map((told, i) => told.startsWith(String(controls[i])) || told), controls.map(() => true));
});
