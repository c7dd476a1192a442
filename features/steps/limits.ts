import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { Limits, type Limit } from '../support/limits.ts';
import type { TenstoneWorld } from '../support/world.ts';

const aMinute = (limit: number, more: Partial<Limit> = {}): Limit => ({ limit, window_s: 60, ...more });

Given('Olaf has limited clients to {int} requests in 10 seconds and {int} in a minute', async function (this: TenstoneWorld, burst: number, sustained: number) {
  await new Limits(this.project).start(aMinute(sustained), { limit: burst, window_s: 10 });
});

Given('Olaf has limited clients to {int} requests a minute', async function (this: TenstoneWorld, limit: number) {
  await new Limits(this.project).start(aMinute(limit));
});

// Counted one by one: what a refusal would cost could still be missing when the first requests no longer count.
Given('Olaf has limited clients to {int} requests in any minute', async function (this: TenstoneWorld, limit: number) {
  await new Limits(this.project).start(aMinute(limit, { algorithm: 'log' }));
});

When('Olaf changes that to {int} requests a minute', async function (this: TenstoneWorld, limit: number) {
  await new Limits(this.project).change(aMinute(limit));
});

When('Olaf writes a limit that makes no sense', async function (this: TenstoneWorld) {
  await new Limits(this.project).spoil();
});

Then('the log tells Olaf which limit is wrong', function (this: TenstoneWorld) {
  const [line] = this.project.logged({ event: 'limits.refused' });
  assert.match(String(line?.['error']), /policies\/0\/limit/);
});

Given('Olaf prefers to let everybody in while Redis is away', async function (this: TenstoneWorld) {
  await new Limits(this.project).start(aMinute(10, { on_store_error: 'open' }));
});

Given('Olaf prefers to let nobody in while Redis is away', async function (this: TenstoneWorld) {
  await new Limits(this.project).start(aMinute(10, { on_store_error: 'closed' }));
});

Then('it is refused because nobody can count it', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 503, this.answer.text);
  assert.match(this.answer.text, /"code":"temporary_reduced_capacity"/);
});

When('the process is restarted', async function (this: TenstoneWorld) {
  await this.project.kill('api');
  await this.project.start('api');
});
