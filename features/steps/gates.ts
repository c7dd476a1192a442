import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { start, started } from './actions.ts';
import { because } from './parameters.ts';

async function switchTrials(world: TenstoneWorld, value: string): Promise<void> {
  await world.platform.cli.output(['flag', 'set', 'trials', value]);
  world.switches += 1;
}

// Each switch is one version more.
async function apiKnows(world: TenstoneWorld): Promise<void> {
  const version = async (): Promise<string> => /^tenstone_flags_version_count (\d+)$/m.exec((await world.api.ask('GET', '/metrics')).text)?.[1] ?? '';
  await eventually('the api knows', version, (seen) => seen === String(world.switches));
}

// Asks with an input that the gate behind the flag refuses, so that asking queues nothing.
async function mayStart(world: TenstoneWorld, token: string): Promise<boolean> {
  const answer = await world.api.start('trial', '{"times": -1}', token);
  assert.ok([403, 422].includes(answer.status), answer.text);
  return answer.status === 422;
}

Given('trials are switched on', async function (this: TenstoneWorld) {
  await switchTrials(this, 'on');
  await apiKnows(this);
});

When('Olaf switches trials off', async function (this: TenstoneWorld) {
  await switchTrials(this, 'off');
});

When('{person} starts a trial', async function (this: TenstoneWorld, name: string) {
  await start(this, name, 'trial', '{"times": 0}');
});

Given('{person} has started a trial', async function (this: TenstoneWorld, name: string) {
  await started(this, name, 'trial', '{"times": 0}');
});

When('{person} starts a trial that fails {int} times', async function (this: TenstoneWorld, name: string, times: number) {
  await start(this, name, 'trial', JSON.stringify({ times }));
});

Given('{person} has started {int} trials', async function (this: TenstoneWorld, name: string, count: number) {
  for (let i = 0; i < count; i += 1) await started(this, name, 'trial', '{"times": 0}');
});

Then('it says when to come back', function (this: TenstoneWorld) {
  const { 'retry-after': after, ratelimit, 'ratelimit-policy': policy } = this.answer.headers;
  assert.ok(Number(after) >= 1 && Number(after) <= 14, `after ${after} s`); // 12 at most, and up to two later
  assert.match(String(ratelimit), /^"trial";r=0;t=(\d|1[0-2])$/);
  assert.equal(policy, '"trial";q=5;w=60');
});

Then('only {int} are queued', async function (this: TenstoneWorld, count: number) {
  assert.equal((await this.api.jobs(this.person('Mia').token)).length, count);
});

Then('{person} can start one more trial, and not two', async function (this: TenstoneWorld, name: string) {
  await started(this, name, 'trial', '{"times": 0}');
  await start(this, name, 'trial', '{"times": 0}');
  this.caller.assertRefused(this.answer, because('she came too often'));
});

When('Olaf starts a trial for {person}', async function (this: TenstoneWorld, name: string) {
  this.outcome = await this.platform.cli.run(['action', 'run', 'trial', '--as', this.person(name).email]);
});

Then('the command is refused because {string}', async function (this: TenstoneWorld, reason: string) {
  assert.equal(this.outcome.code, 1);
  assert.equal(this.outcome.stderr, `tenstone: ${reason}\n`);
  assert.deepEqual(await this.api.jobs(this.person('Mia').token), []);
});

Then('{person} is soon refused another trial', async function (this: TenstoneWorld, name: string) {
  const begun = performance.now();
  await eventually('she is refused', async () => {
    await start(this, name, 'trial', '{"times": 0}');
    this.caller.assertRefused(this.answer, because('the feature is switched off'));
    return true;
  }, (refused) => refused);
  assert.ok(performance.now() - begun < 2500, 'within the time that the flags promise');
});

Then('what was accepted is carried out when the worker comes back', async function (this: TenstoneWorld) {
  await this.platform.start('worker');
  await this.jobBecomes('succeeded');
});

// Whom a share lets in: every member is asked, under a number of its own.
async function whoMay(world: TenstoneWorld): Promise<string[]> {
  const names: string[] = [];
  for (const [name, { token }] of world.people) if (await mayStart(world, token)) names.push(name);
  return names;
}

async function giveTo(world: TenstoneWorld, percent: number): Promise<string[]> {
  await switchTrials(world, `${percent}%`);
  await apiKnows(world);
  return whoMay(world);
}

Given('{int} members', async function (this: TenstoneWorld, count: number) {
  for (let i = 1; i <= count; i += 1) await this.bringIn(`Member-${i}`);
});

Given('{int} % of them have trials', async function (this: TenstoneWorld, percent: number) {
  this.groups.push(await giveTo(this, percent));
});

When('Olaf gives trials to {int} %', async function (this: TenstoneWorld, percent: number) {
  this.groups.push(await giveTo(this, percent));
});

When('Olaf gives trials to {int} % and back to {int} %', async function (this: TenstoneWorld, there: number, back: number) {
  await giveTo(this, there);
  this.groups.push(await giveTo(this, back));
});

Then('everyone who had trials still has them, and more do', function (this: TenstoneWorld) {
  const [before = [], after = []] = this.groups;
  assert.deepEqual(before.filter((name) => !after.includes(name)), []);
  assert.ok(after.length > before.length, `${before.length} before, ${after.length} after`);
});

Then('the same people have trials', function (this: TenstoneWorld) {
  const [before, after] = this.groups;
  assert.deepEqual(after, before);
});
