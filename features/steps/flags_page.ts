// Project 07: its page.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { Visit } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { onOff, Toggles, type Flag } from '../support/toggles.ts';
import type { TenstoneWorld } from '../support/world.ts';

const address = (world: TenstoneWorld) => `http://127.0.0.1:${world.api.port}/`;
const button = (visit: Visit, name: string) => visit.page.getByRole('button', { name, exact: true });
const answered = (visit: Visit, what: RegExp) => eventually(`the page shows ${String(what)}`, () => visit.page.getByRole('status').innerText(), (seen) => what.test(seen));
// The first cells of each row of its list: flag, type, what it serves, state.
async function list(visit: Visit): Promise<string[][]> {
  const rows = await visit.page.locator('#flags tbody tr').all();
  return Promise.all(rows.map(async (row) => (await row.locator('td').allInnerTexts()).slice(0, 4)));
}
const path = '/v1/flags/new-checkout';
const sample = async (world: TenstoneWorld) => json<Flag>(expecting(200, await Toggles.of(world).ask('GET', path)));

const opens = async function (this: TenstoneWorld) {
  this.visit = await Visit.to(`${address(this)}#token=${Toggles.of(this).token}`);
  await button(this.visit, 'Save').waitFor();
};
Given("Mia has opened the link of the flags' page", opens);
When("Mia opens the link of the flags' page", opens);
When("Mia opens the flags' page without the token", async function (this: TenstoneWorld) {
  this.visit = await Visit.to(address(this));
  await this.visit.page.getByLabel('Token').waitFor();
});
Then("the flags' page asks her for the token", async function (this: TenstoneWorld) {
  assert.equal(await this.visit.focused(), 'textbox "Token"');
  assert.equal(await button(this.visit, 'Save').count(), 0);
});
Then("the flags' token stands no more in the address bar", function (this: TenstoneWorld) {
  assert.equal(this.visit.page.url(), address(this));
});
Then('the page shows that there is no flag', async function (this: TenstoneWorld) {
  await this.visit.page.getByText('There is no flag.').waitFor();
  assert.deepEqual(await list(this.visit), []);
});

const saves = async function (this: TenstoneWorld) {
  await button(this.visit, 'Save').click();
  await answered(this.visit, /has revision 1/);
};
Given('she has saved the sample flag there', saves);
When('she saves the sample flag there', saves);
Then("the page's list shows the flag, on for 10 %", async function (this: TenstoneWorld) {
  await eventually('the list shows 10 %', () => list(this.visit), ([row]) => String(row) === 'new-checkout,boolean,on 10 %, off,on');
});
When('she kills the flag there', async function (this: TenstoneWorld) {
  await button(this.visit, 'Kill new-checkout').click();
});
Then("the page's list shows the flag as killed", async function (this: TenstoneWorld) {
  await eventually('it is killed', () => list(this.visit), ([row]) => row?.[3] === 'killed');
});
Then('eventually the shop shows everybody the old checkout', async function (this: TenstoneWorld) {
  for (const user of ['user-0', 'user-1', 'user-2', 'user-3']) await eventually(`${user} has the old checkout`, () => Toggles.of(this).shop(user), ({ checkout }) => checkout === 'old');
});
When('she loads the page again', async function (this: TenstoneWorld) {
  await this.visit.page.reload();
});
Then('the page still shows the flag that she had opened', async function (this: TenstoneWorld) {
  await this.visit.page.getByRole('heading', { name: 'new-checkout' }).waitFor();
  assert.match(await this.visit.page.getByLabel('Definition').inputValue(), /"boolean"/);
});

// A tenth has it already, so 15 of 100 come to it.
const tries = async function (this: TenstoneWorld) {
  await this.visit.page.getByLabel('Share').fill('25');
  await eventually('it is said who moves', () => this.visit.page.locator('#moves').innerText(), (seen) => seen.includes('off to on'));
};
Given('she has moved the slider to 25 % there', tries);
When('she moves the slider to 25 % there', tries);
Then('about 150 of 1000 sample users are drawn as moving from off to on', async function (this: TenstoneWorld) {
  const text = await eventually('it is said who moves', () => this.visit.page.locator('#moves').innerText(), (seen) => seen.includes('off to on'));
  const count = Number(/(\d+) from off to on; nobody else moves/.exec(text)?.[1]);
  assert.ok(count > 110 && count < 190, text);
  assert.equal(await this.visit.page.locator('#crowd circle').count(), 1000);
  assert.equal(await this.visit.page.locator('#crowd circle[fill=none]').count(), count);
});
Then('the flag is still on for 10 %', async function (this: TenstoneWorld) {
  assert.deepEqual((await sample(this)).default, { by: 'targetingKey', ranges: [{ variant: 'on', from: 0, to: 10_000 }], rest: 'off' });
});
const sets = async function (this: TenstoneWorld) {
  await this.visit.page.getByLabel('Percent').fill('25');
  await button(this.visit, 'Set the share').click();
  await answered(this.visit, /has 25 %/);
};
Given('she has set the share of 25 % there', sets);
When('she sets the share of 25 % there', sets);
Then('the bar shows 25 % on, and 75 % off', async function (this: TenstoneWorld) {
  const texts = await eventually('the bar is drawn', () => this.visit.page.locator('#bar text').allTextContents(), (seen) => seen.includes('on 25 %'));
  assert.deepEqual(texts, ['on 25 %', 'off 75 %']);
});

When('she has the flag explained for Mia there', async function (this: TenstoneWorld) {
  await button(this.visit, 'Explain').click();
  await eventually('it is explained', () => this.visit.page.locator('#because').innerText(), (seen) => seen.includes('decided by'));
});
Then('the page names the default, and draws the point that Mia has', async function (this: TenstoneWorld) {
  const text = await eventually('it is explained', () => this.visit.page.locator('#because').innerText(), (seen) => seen.includes('decided by'));
  assert.match(text, /^off = false {2}\(SPLIT\)\ndecided by: default\ntargetingKey mia has point 63247 of 100,000 with the salt new-checkout$/);
  await this.visit.page.locator('#bar path').waitFor({ state: 'attached' });
});
When('she rolls back to the first revision there', async function (this: TenstoneWorld) {
  await button(this.visit, 'Roll back to revision 1').click();
});

Given('Olaf has changed the flag while she edits it', async function (this: TenstoneWorld) {
  await this.visit.page.getByLabel('Definition').fill('{"type": "boolean", "variants": {"on": true, "off": false}, "default": "off"}');
  const { revision } = await sample(this);
  expecting(200, await Toggles.of(this).ask('PUT', path, onOff('on', { description: 'of Olaf', salt: 'new-checkout' }), { match: revision }));
});
When('she saves her change there', async function (this: TenstoneWorld) {
  await button(this.visit, 'Save').click();
});
Then('the page says that somebody else has changed it, and shows what it is now', async function (this: TenstoneWorld) {
  await answered(this.visit, /^It was changed meanwhile by token:/);
  await eventually("Olaf's definition is shown", () => this.visit.page.getByLabel('Definition').inputValue(), (seen) => seen.includes('of Olaf'));
});

const script = '<img src=x onerror="document.title=\'taken\'">';
Given('a flag has a rule whose name is a script', async function (this: TenstoneWorld) {
  const rules = [{ name: script, when: [{ attribute: 'plan', op: 'equals', values: ['pro'] }], serve: 'on' }];
  expecting(201, await Toggles.of(this).ask('PUT', path, onOff('off', { rules, description: script })));
});
When('she opens the flag there', async function (this: TenstoneWorld) {
  await button(this.visit, 'Open new-checkout').click();
  await button(this.visit, 'Explain').click();
  await eventually('it is explained', () => this.visit.page.locator('#because').innerText(), (seen) => seen.includes('decided by'));
});
Then('the page shows the script as text', async function (this: TenstoneWorld) {
  assert.ok((await this.visit.page.locator('#because').innerText()).includes(script));
  assert.equal(await this.visit.page.locator('img').count(), 0);
  assert.equal(await this.visit.page.title(), 'Feature toggle app');
});

When("she goes through the flags' page by keyboard", async function (this: TenstoneWorld) {
  await this.visit.page.getByText('There is no flag.').waitFor();
  for (let i = 0; i < 6; i += 1) {
    await this.visit.press('Tab');
    this.answered.push(await this.visit.focused());
  }
});
Then("she meets each of the flags' first controls once", function (this: TenstoneWorld) {
  const controls = ['button "Kill all flags"', 'textbox "Key"', 'textbox "Reason"', 'textbox "Definition"', 'button "Save"', 'button "New flag"'];
  assert.deepEqual(this.answered.map((told, i) => told.startsWith(String(controls[i])) || told), controls.map(() => true));
});
