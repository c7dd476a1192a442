import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { SignedIn } from '../support/signed_in.ts';
import type { TenstoneWorld } from '../support/world.ts';

const writings: Record<string, (address: string) => string> = {
  'decomposed letters': (address) => address.normalize('NFD'),
  capitals: (address) => address.toUpperCase(),
  "the domain's own name": (address) => address.replace('bücher', 'xn--bcher-kva'),
};

const codes: Record<string, string> = {
  'too short': 'password_too_short',
  common: 'password_common',
  'like the account': 'password_context',
};

Given('Jürg has signed up', async function (this: TenstoneWorld) {
  this.visitor = SignedIn.stranger(this.api, `jürg-${randomUUID()}@bücher.test`);
  expecting(202, await this.visitor.trySignUp());
});

When('someone with the address {word} signs up with the password {string}', async function (this: TenstoneWorld, email: string, password: string) {
  this.answer = await SignedIn.stranger(this.api, email, password).trySignUp();
});

When('someone signs up with an address that has an invisible character', async function (this: TenstoneWorld) {
  this.answer = await SignedIn.stranger(this.api, `mia\u{200d}-${randomUUID()}@example.test`).trySignUp();
});

When(/^Jürg signs in with his address in (.+)$/, async function (this: TenstoneWorld, writing: string) {
  const written = writings[writing];
  assert.ok(written, writing);
  assert.notEqual(written(this.visitor.email), this.visitor.email);
  await this.visitor.signIn(written(this.visitor.email));
});

Then('he is signed in', async function (this: TenstoneWorld) {
  assert.equal(await this.visitor.opens(), 200);
});

Then(/^it is refused because the password is (.+)$/, function (this: TenstoneWorld, fault: string) {
  assert.equal(this.answer.status, 422);
  assert.match(this.answer.text, new RegExp(`"code":"${String(codes[fault])}"`));
});

Then('it is refused because that is no address', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 422);
  assert.match(this.answer.text, /"code":"email_invalid"/);
});

Then('the sign-up is accepted', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 202, this.answer.text);
});
