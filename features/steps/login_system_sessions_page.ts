import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { Visit } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { Recovery } from '../support/recovery.ts';
import type { TenstoneWorld } from '../support/world.ts';

const said = (visit: Visit) => visit.page.getByRole('status').innerText();
const who = (visit: Visit) => visit.page.locator('#who').innerText();
const devices = (visit: Visit) => visit.page.locator('#devices tr').count();
async function says(visit: Visit, what: RegExp): Promise<void> {
  await eventually(`the page says ${String(what)}`, () => said(visit), (text) => what.test(text));
}

const email = `mia-${randomUUID()}@example.test`;
const password = `four words and ${randomUUID()}`;
async function fill(visit: Visit, name: string, ...texts: string[]): Promise<void> {
  await visit.page.getByRole('link', { name }).focus();
  await visit.press('Enter');
  await eventually('the heading has the keyboard', () => visit.page.locator(':focus').innerText(), (text) => text === name);
  for (const text of texts) {
    await visit.press('Tab');
    await visit.page.keyboard.type(text);
  }
}

Given('Mia has opened the page of the login', async function (this: TenstoneWorld) {
  this.visit = await Visit.to(home(this));
});

Given('she has made an account there by keyboard', async function (this: TenstoneWorld) {
  await fill(this.visit, 'Make an account', email, password);
  await this.visit.press('Enter');
  await says(this.visit, /sign in\.$/);
});

When('she signs in there by keyboard', async function (this: TenstoneWorld) {
  await fill(this.visit, 'Sign in', email, password);
  await this.visit.press('Enter');
  await says(this.visit, /^You are signed in\.$/);
});

Then('the page says who she is, and shows this device alone', async function (this: TenstoneWorld) {
  assert.equal(await who(this.visit), `You are signed in as ${email}.`);
  assert.match(await this.visit.page.locator('#devices').innerText(), /^Chrome on Linux \(this one\)\t127\.0\.0\.1\t/);
  assert.equal(await devices(this.visit), 1);
});

Then("no script of the page can read her session's cookie", async function (this: TenstoneWorld) {
  const [cookie, ...others] = await this.visit.page.context().cookies();
  assert.deepEqual([cookie?.name, cookie?.httpOnly, cookie?.secure, others.length], ['__Host-sid', true, true, 0]);
  assert.equal(await this.visit.page.evaluate('document.cookie'), '');
});

When('she signs out there', async function (this: TenstoneWorld) {
  await this.visit.page.getByRole('button', { name: 'Sign out here' }).click();
});

Then('the page says that nobody is signed in', async function (this: TenstoneWorld) {
  await says(this.visit, /^You are signed out on this device\.$/);
  assert.equal(await who(this.visit), 'Nobody is signed in in this browser.');
  assert.deepEqual(await this.visit.page.context().cookies(), []);
});

When('she tries to make an account there with the password {string}', async function (this: TenstoneWorld, short: string) {
  await fill(this.visit, 'Make an account', email, short);
  await this.visit.press('Enter');
});

Then("the password's field is marked, told why, and has the keyboard", async function (this: TenstoneWorld) {
  await says(this.visit, /^Not yet/);
  const field = this.visit.page.locator('#sign-up input[type=password]');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  const told = await this.visit.page.locator(`#${String(await field.getAttribute('aria-describedby'))}`).innerText();
  assert.equal(told, 'A password has at least 15 characters');
  assert.equal(await this.visit.page.locator('#sign-up input[type=password]:focus').count(), 1);
});

When('she tries to sign in there with a wrong password', async function (this: TenstoneWorld) {
  await fill(this.visit, 'Sign in', this.visitor.email, 'not the right password');
  await this.visit.press('Enter');
});

Then('the page says that the address or the password is wrong', async function (this: TenstoneWorld) {
  await says(this.visit, /^The e-mail address or the password is wrong$/);
});

Given('she is signed in on the page', async function (this: TenstoneWorld) {
  this.visit = await Visit.to(home(this));
  await fill(this.visit, 'Sign in', this.visitor.email, this.visitor.password);
  await this.visit.press('Enter');
  await says(this.visit, /^You are signed in\.$/);
});

// The newest first: this browser, then the other device.
When('she signs the second device of the list out there', async function (this: TenstoneWorld) {
  await this.visit.page.getByRole('button', { name: /^Sign out A program/ }).first().click();
});

Then('the page shows one device fewer', async function (this: TenstoneWorld) {
  await says(this.visit, /^That device is signed out\.$/);
  assert.equal(await devices(this.visit), 2);
});

Then('that device opens nothing any more', async function (this: TenstoneWorld) {
  assert.deepEqual([await this.visitor.opens(), await this.otherDevice.opens()], [200, 401]);
});

// ---- letters

const letters = (world: TenstoneWorld) => new Recovery(world.api, world.mails, world.visitor.email);
const home = (world: TenstoneWorld) => `http://127.0.0.1:${world.api.port}/`;
async function linkOf(world: TenstoneWorld, subject: string): Promise<string> {
  const { text } = await letters(world).letter(subject);
  return home(world) + String(/#(?:reset|verify)=[\w-]+/.exec(text));
}

Given('she has asked there for a letter for a new password', async function (this: TenstoneWorld) {
  await fill(this.visit, 'Forgot your password?', this.visitor.email);
  await this.visit.press('Enter');
  await says(this.visit, /^If there is an account with this address, a letter/);
});

// A link in a mail program opens a page anew; here the page is in the way, since only its fragment differs.
async function follow(world: TenstoneWorld, link: string): Promise<void> {
  await world.visit.page.goto('about:blank');
  await world.visit.page.goto(link);
}

const setsPassword = async function (this: TenstoneWorld, words: string) {
  await follow(this, await linkOf(this, 'Set a new password'));
  await this.visit.page.getByLabel(/^New password/).filter({ visible: true }).fill(words);
  await this.visit.press('Enter');
  await says(this.visit, /^(Your password is set|This link)/);
};
Given("she has set the password {string} by the letter's link", setsPassword);
When("she opens the letter's link and sets the password {string}", setsPassword);

Then('she can sign in there with {string}', async function (this: TenstoneWorld, words: string) {
  await fill(this.visit, 'Sign in', this.visitor.email, words);
  await this.visit.press('Enter');
  await says(this.visit, /^You are signed in\.$/);
});

Then('the link of the letter stands no more in the address bar', function (this: TenstoneWorld) {
  assert.doesNotMatch(this.visit.page.url(), /reset/);
});

Then('the page says that the link does not work any more', async function (this: TenstoneWorld) {
  await says(this.visit, /^This link does not work any more/);
});

When('she opens the link of the letter of her sign-up there', async function (this: TenstoneWorld) {
  await follow(this, await linkOf(this, 'Confirm your e-mail address'));
  await this.visit.page.getByRole('button', { name: 'Confirm it' }).press('Enter');
});
Then('the page says that her address is confirmed', async function (this: TenstoneWorld) {
  await says(this.visit, /^Your address is confirmed\.$/);
});

When('she changes her password there to {string}', async function (this: TenstoneWorld, words: string) {
  await this.visit.page.getByLabel('Password now').fill(this.visitor.password);
  await this.visit.page.getByLabel(/^New password/).filter({ visible: true }).fill(words);
  await this.visit.press('Enter');
  await says(this.visit, /^Your password is changed/);
});
Then('the page shows this device alone', async function (this: TenstoneWorld) {
  await eventually('one device is left', () => devices(this.visit), (count) => count === 1);
  assert.deepEqual([await this.visitor.opens(), await this.otherDevice.opens()], [401, 401]);
});
