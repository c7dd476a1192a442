import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { Visit } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';

interface Counts {
  sent: number;
  allowed: number;
  denied: number;
  most: number; // allowed in any stretch as long as the window
}

// Its fourth count says "20, most 20".
async function counts(visit: Visit): Promise<Counts> {
  const text = async (id: string) => visit.page.locator(`#${id}`).innerText();
  const [sent, allowed, denied] = [Number(await text('sent')), Number(await text('allowed')), Number(await text('denied'))];
  return { sent, allowed, denied, most: Number(/most (\d+)/.exec(await text('rolling'))?.[1]) };
}

async function shows(visit: Visit, sent: number): Promise<Counts> {
  return eventually(`the page shows ${sent} answers`, () => counts(visit), (seen) => seen.sent === sent);
}

// Chosen as somebody without a mouse does it.
async function choose(visit: Visit, algorithm: string): Promise<void> {
  await visit.page.getByRole('radio').first().focus();
  for (let i = 0; (await visit.focused()) !== `radio "${algorithm}"`; i += 1) {
    assert.ok(i < 10, `there is no ${algorithm}`);
    await visit.press('ArrowRight');
  }
}

Given('Mia has opened the page', async function (this: TenstoneWorld) {
  this.visit = await Visit.to(`http://127.0.0.1:${this.api.port}/`);
  await this.visit.page.getByRole('radio').first().waitFor();
});

Given('she has chosen {word}', async function (this: TenstoneWorld, algorithm: string) {
  await choose(this.visit, algorithm);
});

When('she sends a burst of 25 with one key', async function (this: TenstoneWorld) {
  await this.visit.press('3');
});

// The first request opens the window. Half of it passes in between, so that slow answers are within it, too.
When('she opens a window, sends 10 before it ends, and 10 after', async function (this: TenstoneWorld) {
  await this.visit.press('1');
  await shows(this.visit, 1);
  await this.deployment.passTime('5s');
  await this.visit.press('2');
  await shows(this.visit, 11);
  await this.deployment.passTime('5s');
  await this.visit.press('2');
});

Then('the page shows {int} allowed and {int} denied', async function (this: TenstoneWorld, allowed: number, denied: number) {
  const seen = await shows(this.visit, allowed + denied);
  assert.deepEqual({ allowed: seen.allowed, denied: seen.denied }, { allowed, denied });
});

Then('it shows that {int} passed within one window, which is too many', async function (this: TenstoneWorld, most: number) {
  const seen = await shows(this.visit, 21);
  assert.deepEqual({ most: seen.most, allowed: seen.allowed }, { most, allowed: most });
  await this.visit.page.locator('#rolling.over').waitFor();
});

Then('it shows that no more than {int} passed within one window', async function (this: TenstoneWorld, limit: number) {
  const seen = await shows(this.visit, 21);
  assert.ok(seen.most > 0 && seen.most <= limit, `${seen.most} passed`);
  assert.equal(await this.visit.page.locator('#rolling.over').count(), 0);
});

When('she goes on from control to control by keyboard', async function (this: TenstoneWorld) {
  for (let i = 0; i < 5; i += 1) {
    await this.visit.press('Tab');
    this.answered.push(await this.visit.focused());
  }
});

// A button's name ends with its key.
Then('she meets the algorithms, and then each button once', function (this: TenstoneWorld) {
  const controls = ['radio "fixed', 'button "Send 1', 'button "Send 10', 'button "Burst of 25', 'button "Burst at the window'];
  assert.deepEqual(this.answered.map((told, i) => told.startsWith(String(controls[i])) || told), controls.map(() => true));
  assert.equal(new Set(this.answered).size, controls.length);
});

When('she chooses {word} with the arrow keys and sends one with the button', async function (this: TenstoneWorld, algorithm: string) {
  await choose(this.visit, algorithm);
  await this.visit.press('Tab', 'Enter');
});

Given('she has sent a burst of 25', async function (this: TenstoneWorld) {
  await this.visit.press('3');
  await shows(this.visit, 25);
});

When('she chooses another algorithm', async function (this: TenstoneWorld) {
  await choose(this.visit, 'log');
});

Then('the page says that nothing was sent of it yet', async function (this: TenstoneWorld) {
  assert.equal(await this.visit.page.getByRole('status').innerText(), 'Nothing was sent yet.');
});

Then('the page shows 1 answer of {word}', async function (this: TenstoneWorld, algorithm: string) {
  await shows(this.visit, 1);
  assert.equal(await this.visit.page.getByRole('radio', { checked: true }).inputValue(), algorithm);
  assert.ok((await this.visit.page.getByRole('status').innerText()).includes(`"try-${algorithm}"`));
});

// A browser reports each refusal as an error; nothing else may be one.
Then('nothing went wrong on the page, and it asked nobody else', function (this: TenstoneWorld) {
  assert.deepEqual(this.visit.errors.filter((text) => !/status of 4\d\d/.test(text)), []);
  assert.deepEqual(this.visit.hosts, [`127.0.0.1:${this.api.port}`]);
});
