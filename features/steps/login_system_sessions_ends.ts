// Project 02: how sessions end, and what does not end them.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { announce } from '../support/shop.ts';
import type { TenstoneWorld } from '../support/world.ts';

Given('a second process of the service', async function (this: TenstoneWorld) {
  await this.project.start('second');
});

// Eight lanes, so that at any moment some requests are under way and some refill Redis' copy.
When('she signs the other device out while it asks both processes all the time', async function (this: TenstoneWorld) {
  const browsers = ['api', 'second'].map((name) => this.otherDevice.at(this.project.http(name)));
  let out = false;
  let answered = 0;
  const late: number[] = [];
  const lane = async (i: number) => {
    for (let refused = 0; refused < 5; ) {
      const after = out;
      const status = await (browsers[i % 2] as (typeof browsers)[0]).opens();
      if (after) late.push(status);
      if (status === 200) answered += 1;
      else refused += 1;
    }
  };
  const lanes = Promise.all(Array.from({ length: 8 }, (_, i) => lane(i)));
  await eventually('it is in use', () => answered, (count) => count > 50);
  expecting(204, await this.visitor.ask('DELETE', `/v1/auth/sessions/${this.otherDevice.session}`));
  out = true;
  await lanes;
  this.pauses.push(...late);
});
Then('nothing that it asked afterwards was answered', function (this: TenstoneWorld) {
  assert.ok(this.pauses.length >= 8, `${this.pauses.length} were asked afterwards`);
  assert.deepEqual([...new Set(this.pauses)], [401]);
});

When('Mia signs in again', async function (this: TenstoneWorld) {
  this.otherDevice = this.visitor.at(this.api);
  await this.visitor.signIn();
});
Then('her old cookie opens nothing, and the new one does', async function (this: TenstoneWorld) {
  assert.deepEqual([await this.otherDevice.opens(), await this.visitor.opens()], [401, 200]);
});

When('Redis forgets everything', function (this: TenstoneWorld) {
  assert.equal(this.deployment.redis('FLUSHALL'), 'OK');
});

When('PostgreSQL hangs, and Redis has forgotten everything', function (this: TenstoneWorld) {
  this.deployment.signal('postgres', 'SIGSTOP');
  this.cleanups.push(() => {
    this.deployment.signal('postgres', 'SIGCONT');
  });
  assert.equal(this.deployment.redis('FLUSHALL'), 'OK');
});

Then('she is told that the service is not available, and may come back', async function (this: TenstoneWorld) {
  const answer = expecting(503, await this.visitor.ask('GET', '/me'));
  assert.match(json<{ code: string }>(answer).code, /^(deadline_exceeded|database_unavailable)$/);
  assert.match(String(answer.headers['retry-after']), /^\d+$/);
});

When("another site's page signs her out", async function (this: TenstoneWorld) {
  this.answer = await this.visitor.ask('POST', '/v1/auth/logout', undefined, { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' });
});

When('a page of a neighbouring site has added a cookie of its own', async function (this: TenstoneWorld) {
  const two = `${this.visitor.cookie}; __Host-sid=${'A'.repeat(43)}`;
  this.answer = await this.api.ask('GET', '/me', { headers: { cookie: two } });
});
Then("the request is nobody's", function (this: TenstoneWorld) {
  expecting(401, this.answer);
});

When('a stranger asks who he is', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/me');
});
Then('he is told to sign in', function (this: TenstoneWorld) {
  assert.equal(json<{ code: string }>(expecting(401, this.answer)).code, 'unauthenticated');
});

const announced = new WeakMap<TenstoneWorld, { status: number; asked: boolean }>();
When('a stranger announces {int} kB to a protected route', async function (this: TenstoneWorld, size: number) {
  announced.set(this, await announce(this.api.port, '/v1/auth/logout', size * 1000));
});
Then('he is refused before he has sent it', function (this: TenstoneWorld) {
  assert.deepEqual(announced.get(this), { status: 401, asked: false });
});
