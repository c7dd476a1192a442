import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { Visit } from '../support/browser.ts';
import { Cache } from '../support/cache.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';

const link = (world: TenstoneWorld) => `http://127.0.0.1:${world.api.port}/#token=${Cache.of(world).token}`;
const text = (visit: Visit, id: string) => visit.page.locator(`#${id}`).innerText();
const button = (visit: Visit, name: string) => visit.page.getByRole('button', { name, exact: true });
async function counts(visit: Visit, id: string, fits: (count: number) => boolean): Promise<void> {
  await eventually(`the page counts ${id}`, async () => Number(await text(visit, id)), fits);
}
async function answered(visit: Visit, what: RegExp, withinMs?: number): Promise<void> {
  await eventually(`the page shows ${String(what)}`, () => visit.page.getByRole('status').innerText(), (seen) => what.test(seen), withinMs);
}

const opens = async function (this: TenstoneWorld) {
  this.visit = await Visit.to(link(this));
  await button(this.visit, 'Store').waitFor();
};
Given("Mia has opened the link of the cache's page", opens);
When("Mia opens the link of the cache's page", opens);
const opensWithout = async function (this: TenstoneWorld) {
  this.visit = await Visit.to(`http://127.0.0.1:${this.api.port}/`);
  await this.visit.page.getByLabel('Token').waitFor();
};
Given("Mia has opened the cache's page without the token", opensWithout);
When("Mia opens the cache's page without the token", opensWithout);
When('she types the token', async function (this: TenstoneWorld) {
  await this.visit.page.keyboard.type(Cache.of(this).token);
  await this.visit.press('Enter');
});

Then('the page lists no entries yet', async function (this: TenstoneWorld) {
  await this.visit.page.getByText('There is none yet.').waitFor();
  assert.equal(await text(this.visit, 'entries'), '0');
});
Then('the token stands no more in the address bar', function (this: TenstoneWorld) {
  assert.equal(this.visit.page.url(), `http://127.0.0.1:${this.api.port}/`);
});
Then('the page asks her for the token', async function (this: TenstoneWorld) {
  assert.equal(await this.visit.focused(), 'textbox "Token"');
  assert.equal(await button(this.visit, 'Store').count(), 0);
});

async function store(visit: Visit, lives: number): Promise<void> {
  await visit.page.getByLabel('Lives for').fill(String(lives));
  await button(visit, 'Store').click();
  await answered(visit, /^PUT \/cache\/page\/greeting[\s\S]*HTTP 201/);
}
async function readAgain(visit: Visit): Promise<void> {
  await button(visit, 'Read greeting').click();
  await answered(visit, /^GET \/cache\/page\/greeting/);
}
Given('she has stored an entry there', async function (this: TenstoneWorld) {
  await store(this.visit, 60);
});
Given('she has stored an entry there for {int} seconds', async function (this: TenstoneWorld, lives: number) {
  await store(this.visit, lives);
});
When('she stores an entry there and reads it', async function (this: TenstoneWorld) {
  await store(this.visit, 60);
  await readAgain(this.visit);
});
When('{int} seconds pass and she reads it there', async function (this: TenstoneWorld, count: number) {
  await this.deployment.passTime(`${count}s`);
  await readAgain(this.visit);
});
When('she invalidates its tag there and reads it', async function (this: TenstoneWorld) {
  await button(this.visit, 'Invalidate the tag').click();
  await answered(this.visit, /^POST \/cache\/page\/_purge[\s\S]*HTTP 204/);
  await readAgain(this.visit);
});
When('she damages it there and reads it', async function (this: TenstoneWorld) {
  await button(this.visit, 'Damage greeting').click();
  await answered(this.visit, /flipped[\s\S]*HTTP 204/);
  await readAgain(this.visit);
});
When('she fills the cache there', async function (this: TenstoneWorld) {
  await button(this.visit, 'Fill the cache').click();
  await answered(this.visit, /^40 entries of/, 60_000); // 40 MiB, by a browser that is driven
});

Then('the page counts 1 hit and shows the entry as it was stored', async function (this: TenstoneWorld) {
  await counts(this.visit, 'hits', (hits) => hits === 1);
  await answered(this.visit, /Cache-Status: tenstone; hit; ttl=\d+[\s\S]*\n\nHello, Mia!$/);
});
Then('the page counts a miss because it is {word}', async function (this: TenstoneWorld, reason: string) {
  await counts(this.visit, reason, (misses) => misses === 1);
  await answered(this.visit, new RegExp(`Cache-Status: tenstone; fwd=miss; detail=${reason}`));
  await this.visit.page.getByRole('cell', { name: `miss: ${reason}` }).waitFor();
});
Then('the page says that 1 file was put aside', async function (this: TenstoneWorld) {
  await counts(this.visit, 'aside', (aside) => aside === 1);
});
Then('the page counts evictions', async function (this: TenstoneWorld) {
  await counts(this.visit, 'evicted', (evicted) => evicted > 0);
});

When("she goes through the cache's page by keyboard", async function (this: TenstoneWorld) {
  for (let i = 0; i < 8; i += 1) {
    await this.visit.press('Tab');
    this.answered.push(await this.visit.focused());
  }
});
Then('she meets each of its controls once', function (this: TenstoneWorld) {
  const controls = ['textbox "Key"', 'textbox "Text"', 'spinbutton "Lives for (s)"', 'textbox "Tags"', 'button "Store"', 'textbox "Tag"', 'button "Invalidate the tag"', 'button "Fill the cache"'];
  assert.deepEqual(this.answered, controls);
});
