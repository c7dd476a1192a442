import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, somewhere } from '../support/api.ts';
import { eventually, within } from '../support/eventually.ts';
import { Silence } from '../support/silence.ts';
import type { TenstoneWorld } from '../support/world.ts';

const few = 128;

const limitFiles = async (world: TenstoneWorld, hard: number) => {
  await world.deployment.stop('api');
  await world.deployment.startApi(['prlimit', `--nofile=${few}:${hard}`]);
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
const silentAddresses = new WeakMap<TenstoneWorld, string>();
When('{int} silent connections come from one address', async function (this: TenstoneWorld, count: number) {
  const address = somewhere();
  silentAddresses.set(this, address);
  await beSilent(this, count, () => address);
});
const askAgain = (world: TenstoneWorld) => world.api.ask('GET', '/livez', { from: silentAddresses.get(world) ?? assert.fail('no address was silent') });
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

const settingsOf = (text: string): Record<string, string> => Object.fromEntries(text.split(' ').map((each) => each.split('=', 2) as [string, string]));
Given('the api runs with {string}', async function (this: TenstoneWorld, settings: string) {
  await this.deployment.stop('api');
  await this.platform.start('api', settingsOf(settings));
});
When('Olaf starts an api with {string}', async function (this: TenstoneWorld, settings: string) {
  this.outcome = await this.platform.cli.run(['api'], settingsOf(settings));
});

Then('that address is refused another one', async function (this: TenstoneWorld) {
  const { text } = expecting(503, await askAgain(this));
  assert.equal((JSON.parse(text) as { code: string }).code, 'too_many_connections');
});
Then('that address is answered', async function (this: TenstoneWorld) {
  expecting(200, await askAgain(this));
});

const sent: Record<string, string> = {
  'half of a head': 'GET /livez HTTP/1.1\r\nHost: ',
  'half of a body': 'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  'a whole request': 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n',
};
When(/^a client sends (half of a head|half of a body|a whole request) and no more$/, async function (this: TenstoneWorld, what: string) {
  const socket = connect({ host: '127.0.0.1', port: this.api.port, localAddress: somewhere() });
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => (received += text));
  socket.write(sent[what] ?? '');
  await within('the end of the connection', new Promise((resolve, reject) => socket.once('error', reject).once('close', resolve)), 9_000);
  const [head = '', text = ''] = received.split('\r\n\r\n');
  this.answers = [{ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), text, headers: {} }];
});
const tooSlow: Record<string, string> = { request: 'request_timeout', body: 'body_timeout' };
Then(/^it is told that its (request|body) took too long$/, function (this: TenstoneWorld, what: string) {
  const { text } = expecting(408, this.answers.at(-1) ?? assert.fail('there was no answer'));
  assert.equal((JSON.parse(text) as { code: string }).code, tooSlow[what]);
});
Then('it is answered, and its connection is closed', function (this: TenstoneWorld) {
  expecting(200, this.answers.at(-1) ?? assert.fail('there was no answer'));
});
