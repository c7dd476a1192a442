import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { send, type Server } from '../support/deployment.ts';
import { eventually } from '../support/eventually.ts';
import type { Role } from '../support/platform.ts';
import type { TenstoneWorld } from '../support/world.ts';

Given('the worker is away', async function (this: TenstoneWorld) {
  await this.platform.stop('worker');
});

Given('the worker has {int} second(s) to stop in', async function (this: TenstoneWorld, seconds: number) {
  await this.platform.stop('worker');
  await this.platform.start('worker', { TENSTONE_JOBS_DRAIN: `${seconds}s` });
});

Given('{server} hangs', function (this: TenstoneWorld, server: Server) {
  this.deployment.signal(server, 'SIGSTOP');
  this.cleanups.push(() => {
    this.deployment.signal(server, 'SIGCONT');
  });
});

Given('no process is told of changes', async function (this: TenstoneWorld) {
  const pids = await eventually('the api and the worker listen', () => this.platform.messengers(), (seen) => seen.length >= 2);
  for (const pid of pids) send(pid, 'SIGSTOP');
  this.cleanups.push(() => {
    for (const pid of pids) send(pid, 'SIGCONT');
  });
});

When('{server} hangs until it is missed', async function (this: TenstoneWorld, server: Server) {
  this.deployment.signal(server, 'SIGSTOP');
  await eventually('the api is not ready', async () => (await this.api.ask('GET', '/readyz')).status, (status) => status === 503);
  this.deployment.signal(server, 'SIGCONT');
});

const passTime = async function (this: TenstoneWorld, count: number, unit: string) {
  await this.deployment.passTime(`${count}${unit}`);
};
Given('{int} {unit} have passed', passTime);
When('{int} {unit} pass(es)', passTime);

When('{server} is restarted', async function (this: TenstoneWorld, server: Server) {
  await this.deployment.restart(server);
});

Given('the clock is {int} {unit} ahead', async function (this: TenstoneWorld, count: number, unit: string) {
  await this.deployment.passTime(`${count}${unit}`);
});

const setRight = async function (this: TenstoneWorld) {
  await this.deployment.setClocksRight();
};
Given('the clock has been set right', setRight);
When('the clock is set right', setRight);

Given('the worker says every 20 seconds that it lives', async function (this: TenstoneWorld) {
  await this.platform.stop('worker');
  await this.platform.start('worker', { TENSTONE_JOBS_BEAT: '20s', TENSTONE_JOBS_DEAD_AFTER: '60s' });
});

Given('another worker looks out for dead ones all the time', async function (this: TenstoneWorld) {
  await this.platform.start('worker', { TENSTONE_JOBS_BEAT: '50ms', TENSTONE_JOBS_DEAD_AFTER: '60s' }, 'other worker');
});

When('the worker comes back', async function (this: TenstoneWorld) {
  await this.platform.start('worker');
});

When('the worker is killed and another one takes its place', async function (this: TenstoneWorld) {
  await this.platform.kill('worker');
  await this.platform.start('worker');
});

When('the api is killed and both come back', async function (this: TenstoneWorld) {
  await this.platform.kill('api');
  await this.platform.start('api');
  await this.platform.start('worker');
});

When('the {role} is told to stop', function (this: TenstoneWorld, role: Role) {
  this.platform.process(role).signal('SIGTERM');
});

When('the {role} is told to stop, twice at once', function (this: TenstoneWorld, role: Role) {
  // Two of one kind would be one.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) this.platform.process(role).signal(signal);
});

When('the {role} is told to stop, again and again', async function (this: TenstoneWorld, role: Role) {
  const process = this.platform.process(role);
  const insist = () => {
    process.signal('SIGTERM');
    return process.running;
  };
  await eventually(`the ${role} gives in`, insist, (running) => !running);
});

Then('the {role} ends with code {int}', async function (this: TenstoneWorld, role: Role, code: number) {
  assert.deepEqual(await this.platform.process(role).ended(30_000), { code, signal: null });
});

When('PostgreSQL is killed and comes back', async function (this: TenstoneWorld) {
  this.deployment.signal('postgres', 'SIGKILL');
  await eventually('the database is back', async () => (await this.api.ask('GET', '/readyz')).status, (status) => status === 200, 30_000);
});
