// Project 06 in production.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { freePort } from '../support/processes.ts';
import { payment, Receiver } from '../support/receiver.ts';
import type { TenstoneWorld } from '../support/world.ts';

const production = { TENSTONE_ENV: 'production' };

When('Olaf starts the receiver in production without a token', async function (this: TenstoneWorld) {
  await this.deployment.borrow();
  this.outcome = await this.project.cli.run(['--http-port', String(await freePort())], production);
});
Then('it refuses to start, and says how a token is made', function (this: TenstoneWorld) {
  const { code, stderr } = this.outcome;
  assert.notEqual(code, 0);
  assert.match(stderr, /TENSTONE_ACCESS_WRITE_TOKENS[\s\S]*token new/);
});

Given('Olaf runs the receiver in production with a token of his own', async function (this: TenstoneWorld) {
  await this.deployment.borrow();
  const printed = await this.project.cli.output(['token', 'new'], production);
  const [, token, hash] = /^token: (ts_\S+)\nsha256: ([0-9a-f]{64})$/m.exec(printed) ?? [];
  assert.ok(token !== undefined && hash !== undefined, printed);
  await this.project.start('api', { ...production, TENSTONE_ACCESS_WRITE_TOKENS: hash });
  Receiver.of(this).token = token;
});
When('the payment service sends a payment that wants to fail {int} times and to take {int} seconds', async function (this: TenstoneWorld, times: number, seconds: number) {
  await Receiver.of(this).send(payment(1250, { fail_times: times, take_seconds: seconds }));
});
