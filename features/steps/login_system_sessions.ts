import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { SignedIn } from '../support/signed_in.ts';
import type { TenstoneWorld } from '../support/world.ts';

Given('a registered user', async function (this: TenstoneWorld) {
  this.visitor = await SignedIn.signUp(this.api);
});

When('valid credentials are submitted', async function (this: TenstoneWorld) {
  this.answer = await this.visitor.signIn();
});

Then('a session is created', async function (this: TenstoneWorld) {
  const { session } = json<{ session: { id: string } }>(expecting(200, this.answer));
  assert.match(String(this.answer.headers['set-cookie']), /^__Host-sid=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
  assert.deepEqual(await this.visitor.devices(), [{ id: session.id, current: true }]);
  const me = json<{ email: string }>(expecting(200, await this.visitor.ask('GET', '/me')));
  assert.equal(me.email, this.visitor.email);
});

Given('an expired session', async function (this: TenstoneWorld) {
  this.visitor = await SignedIn.signUp(this.api);
  await this.visitor.signIn();
  expecting(200, await this.visitor.ask('GET', '/me'));
  await this.project.passTime('2h');
});

When('accessing a protected route', async function (this: TenstoneWorld) {
  this.answer = await this.visitor.ask('GET', '/me');
});

Then('access is denied', function (this: TenstoneWorld) {
  assert.equal(json<{ code: string }>(expecting(401, this.answer)).code, 'session_expired');
});
