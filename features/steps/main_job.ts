// The seed's own words. Its user signs in with a browser.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { json, type Job } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { SignedIn } from '../support/signed_in.ts';
import type { TenstoneWorld } from '../support/world.ts';

async function jobOf(world: TenstoneWorld): Promise<Job> {
  return json<{ job: Job }>(await world.visitor.ask('GET', String(world.answer.headers.location))).job;
}

function jobBecomes(world: TenstoneWorld, state: Job['state']): Promise<Job> {
  return eventually(`the job is ${state}`, () => jobOf(world), (job) => job.state === state);
}

Given('an authenticated user', async function (this: TenstoneWorld) {
  this.visitor = await SignedIn.signUp(this.api);
  await this.visitor.signIn();
});

Given('feature flag enabled', async function (this: TenstoneWorld) {
  await this.platform.cli.output(['flag', 'set', 'trials', 'on']);
});

Given('request is under rate limit', async function (this: TenstoneWorld) {
  assert.equal(await this.platform.cli.output(['limit', 'show', 'trial', '--as', this.visitor.email]), '5 left\n');
});

When('user triggers an action', async function (this: TenstoneWorld) {
  this.answer = await this.visitor.ask('POST', '/v1/actions/trial', '{"times": 2}');
});

Then('a job is queued', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 202, this.answer.text);
  assert.equal(json<{ job: Job }>(this.answer).job.state, 'queued');
  assert.equal(this.answer.headers['ratelimit'], '"trial";r=4;t=12');
});

Then('execution is logged', async function (this: TenstoneWorld) {
  const { attempts } = await jobBecomes(this, 'retrying');
  assert.deepEqual(attempts[0]?.logs.map(({ text }) => text), ['Attempt 1 fails, as it was told to']);
});

Then('retries occur on failure', async function (this: TenstoneWorld) {
  await this.platform.passTime('5s');
  await eventually('it waits again', () => jobOf(this), (job) => job.state === 'retrying' && job.attempt === 2);
  await this.platform.passTime('10s');
  const { attempts } = await jobBecomes(this, 'succeeded');
  assert.deepEqual(attempts.map(({ outcome }) => outcome), ['failed', 'failed', 'succeeded']);
});
