import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { json, type Job } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { start, started } from './actions.ts';

const errand = (times: number) => JSON.stringify({ times });

When('{person} starts an errand that fails {int} times', async function (this: TenstoneWorld, name: string, times: number) {
  await start(this, name, 'flaky', errand(times));
});

Given('{person} has started an errand that fails {int} times', async function (this: TenstoneWorld, name: string, times: number) {
  await started(this, name, 'flaky', errand(times));
});

Given('{person} has started an errand that fails {int} times, which was given up', async function (this: TenstoneWorld, name: string, times: number) {
  await started(this, name, 'flaky', errand(times));
  await passPauses(this);
  await this.jobBecomes('failed');
});

function pauseOf(job: Job): number {
  const last = job.attempts.at(-1);
  if (!job.next_run_at || !last?.finished_at) throw new Error(`it does not wait: ${JSON.stringify(job)}`);
  return Date.parse(job.next_run_at) - Date.parse(last.finished_at);
}

// Moves the clock on by each pause, until the job has ended.
async function passPauses(world: TenstoneWorld): Promise<void> {
  for (let seen = 0; ; ) {
    const job = await eventually('it ends or waits', () => world.job(), ({ state, attempt }) => ['succeeded', 'failed'].includes(state) || (state === 'retrying' && attempt > seen));
    if (job.state !== 'retrying') return;
    seen = job.attempt;
    world.pauses.push(pauseOf(job));
    await world.platform.passTime(`${Math.ceil(pauseOf(job) / 1000)}s`);
  }
}

When('each pause passes', async function (this: TenstoneWorld) {
  await passPauses(this);
});

Then('its second pause was longer than its first', function (this: TenstoneWorld) {
  const [first = NaN, second = NaN] = this.pauses;
  assert.ok(second > first && first >= 1000, `pauses of ${this.pauses.join(', ')} ms`);
});

const waits = async function (this: TenstoneWorld) {
  assert.ok(pauseOf(await this.jobBecomes('retrying')) >= 1000);
};
Then('it eventually waits for another attempt, and says when that begins', waits);
Given('it waits for another attempt', waits);

Then("Olaf finds it among {person}'s failed jobs", async function (this: TenstoneWorld, name: string) {
  const listed = await this.platform.cli.output(['job', 'list', '--state', 'failed', '--as', this.person(name).email]);
  assert.ok(listed.includes(this.jobId), listed);
});

When('Olaf has it tried again', async function (this: TenstoneWorld) {
  await this.platform.cli.output(['job', 'retry', this.jobId]);
});

When('{person} asks for it to be tried again', async function (this: TenstoneWorld, name: string) {
  this.answer = await this.caller.retry(this.jobId, this.person(name).token);
});

When('{person} cancels it', async function (this: TenstoneWorld, name: string) {
  this.answer = await this.caller.cancel(this.jobId, this.person(name).token);
  assert.equal(this.answer.status, 200, this.answer.text);
});

Then('it is cancelled', async function (this: TenstoneWorld) {
  assert.equal((await this.job()).state, 'cancelled');
});

Then('it is eventually cancelled', async function (this: TenstoneWorld) {
  const { attempts } = await this.jobBecomes('cancelled');
  assert.equal(attempts.at(-1)?.outcome, 'cancelled');
});

When('{person} starts the same export twice', async function (this: TenstoneWorld, name: string) {
  const answers = [];
  for (let i = 0; i < 2; i += 1) {
    await started(this, name, 'export-report', '{"format": "csv"}');
    answers.push(json<{ job: Job; existed?: boolean }>(this.answer));
  }
  this.pair = answers;
});

Then('both answers name one job', async function (this: TenstoneWorld) {
  const [first, second] = this.pair;
  assert.equal(first?.job.id, second?.job.id);
  assert.deepEqual([first?.existed ?? false, second?.existed], [false, true]);
  assert.equal((await this.api.jobs(this.person('Mia').token)).length, 1);
});
