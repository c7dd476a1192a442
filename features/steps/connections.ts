import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, somewhere } from '../support/api.ts';
import { eventually, within } from '../support/eventually.ts';
import { Silence } from '../support/silence.ts';
import type { TenstoneWorld } from '../support/world.ts';

const few = 128;

const limitFiles = async (world: TenstoneWorld, hard: number) => {
  await world.deployment.stop('api');
  await world.deployment.startApi(`${few}:${hard}`);
};
Given('the api may have few open files', async function (this: TenstoneWorld) {
  await limitFiles(this, few);
});
Given('the api may have few open files and may raise that', async function (this: TenstoneWorld) {
  await limitFiles(this, 4096);
});

const beSilent = async (world: TenstoneWorld, count: number, address: () => string) => {
  for (let i = 0; i < count; i += 1) {
    const silence = await Silence.from(address(), world.api.port);
    world.cleanups.push(() => {
      silence.end();
    });
  }
};
When('{int} silent connections come from one address', async function (this: TenstoneWorld, count: number) {
  const address = somewhere();
  await beSilent(this, count, () => address);
});
When('{int} silent connections come from as many addresses', async function (this: TenstoneWorld, count: number) {
  await beSilent(this, count, somewhere);
});

// Several connections, so that each of the process' threads takes some.
Then('another address is answered at once', async function (this: TenstoneWorld) {
  const address = somewhere();
  const answers = Array.from({ length: 10 }, () => this.api.ask('GET', '/livez', { from: address }));
  for (const answer of await within('the answers', Promise.all(answers), 5_000)) expecting(200, answer);
});

const refusals = (world: TenstoneWorld) => world.deployment.logged({ event: 'connections.refused' });

Then('the log says once that connections are refused', async function (this: TenstoneWorld) {
  const [line, ...more] = await eventually('the line', () => refusals(this), (lines) => lines.length > 0);
  assert.deepEqual(more, []);
  assert.ok(Number(line?.['refused']) > 0, JSON.stringify(line));
});

Then('the refused connections are counted', async function (this: TenstoneWorld) {
  const { text } = expecting(200, await this.api.ask('GET', '/metrics', { from: somewhere() }));
  const [, count] = /^tenstone_http_refused_total\{code="too_many_connections"\} (\d+)$/m.exec(text) ?? [];
  assert.ok(Number(count) > 0, text);
});
