import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { start, started } from './actions.ts';

const slots = 64; // of a worker, unless it is told otherwise
const countdown = JSON.stringify({ from: 60, every_ms: 1000 });
const csv = '{"format": "csv"}';

async function startCountdowns(world: TenstoneWorld, name: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, async () => expecting(202, await world.api.start('countdown', countdown, world.person(name).token))));
}

// What `job queues` says of a queue.
async function queue(world: TenstoneWorld, name: string): Promise<string> {
  const listed = await world.platform.cli.output(['job', 'queues']);
  return listed.split('\n').find((line) => line.startsWith(`${name} `)) ?? `no ${name} in: ${listed}`;
}

Given('{person} has started more countdowns than the worker runs at a time', async function (this: TenstoneWorld, name: string) {
  await startCountdowns(this, name, slots + 6);
  await eventually('all slots are taken', () => queue(this, 'default'), (seen) => seen.includes(` ${slots} running, 6 ready`));
});

Then("as many of {person}'s countdowns as before are running", async function (this: TenstoneWorld, name: string) {
  const { ids } = await this.api.page('/v1/jobs?state=running&limit=100', this.person(name).token);
  assert.equal(ids.length, slots);
});

Given('Olaf has paused the queue {string}', async function (this: TenstoneWorld, name: string) {
  await this.platform.cli.output(['job', 'pause', name]);
});

Given('Olaf sees that the queue {string} is paused and {int} job waits', async function (this: TenstoneWorld, name: string, count: number) {
  const seen = await queue(this, name);
  assert.ok(seen.includes(`paused   0 running, ${count} ready`), seen);
});

When('Olaf resumes the queue {string}', async function (this: TenstoneWorld, name: string) {
  await this.platform.cli.output(['job', 'resume', name]);
});

Given('Olaf has limited the queue {string} to {int}', async function (this: TenstoneWorld, name: string, most: number) {
  await this.platform.cli.output(['job', 'limit', name, String(most)]);
});

When('{person} starts {int} countdowns', async function (this: TenstoneWorld, name: string, count: number) {
  await startCountdowns(this, name, count);
});

Then('{int} of them run and {int} wait', async function (this: TenstoneWorld, running: number, ready: number) {
  await eventually('as many run as may', () => queue(this, 'default'), (seen) => seen.includes(`${running} running of ${running}, ${ready} ready`));
});

When("Olaf has all of {person}'s failed errands tried again", async function (this: TenstoneWorld, name: string) {
  const { email } = this.person(name);
  const dead = await this.platform.cli.output(['job', 'dead', '--as', email, '--action', 'flaky']);
  assert.ok(dead.includes(this.jobId), dead);
  assert.match(await this.platform.cli.output(['job', 'redrive', '--as', email, '--action', 'flaky']), /^1 wait again$/m);
});

When('{person} asks for all of her failed errands to be tried again', async function (this: TenstoneWorld, name: string) {
  const answer = await this.api.ask('POST', '/v1/jobs/redrive', { token: this.person(name).token, body: JSON.stringify({ action: 'flaky' }) });
  assert.deepEqual(json(expecting(200, answer)), { redriven: 1, left: 0 });
});

Given('{person} has started an export in {int} {unit} and cancelled it', async function (this: TenstoneWorld, name: string, count: number, unit: string) {
  await start(this, name, 'export-report', csv, `${count}${unit}`);
  expecting(202, this.answer);
  this.startedJobs.push(this.jobId);
  expecting(200, await this.caller.cancel(this.jobId, this.person(name).token));
});

When('{person} starts the same export', async function (this: TenstoneWorld, name: string) {
  await started(this, name, 'export-report', csv);
});

Then('it is another job', function (this: TenstoneWorld) {
  assert.notEqual(this.jobId, this.startedJobs[0]);
});
