// Project 06: the inbox as Olaf uses it.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { payment, Receiver, type InboxEvent, type PageOf } from '../support/receiver.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { accepted } from './webhook_receiver.ts';

const spoilt = () => payment(null);
const failed = async (world: TenstoneWorld) => {
  const event = await Receiver.of(world).becomes('failed');
  assert.match(String(event.error), /amount/);
  return event;
};

Given('the payment service has sent {int} payments, a refund and a payment without an amount', async function (this: TenstoneWorld, count: number) {
  const receiver = Receiver.of(this);
  const events = [...Array.from({ length: count }, () => payment()), payment(100, {}, 'payment.refunded'), spoilt()];
  for (const event of events) await receiver.send(event);
  await eventually('all of them have ended', () => receiver.inbox(), ({ data }) => data.length === events.length && data.every(({ state }) => state === 'succeeded' || state === 'failed'));
});
const queries: Record<string, Record<string, string>> = { 'the source': {}, 'the type of a refund': { type: 'payment.refunded' }, 'the state of a failed one': { state: 'failed' }, 'another source': { source: 'nobody' } };
When(/^Olaf looks for the events of (the source|the type of a refund|the state of a failed one|another source)$/, async function (this: TenstoneWorld, what: string) {
  Receiver.of(this).events = (await Receiver.of(this).inbox(queries[what])).data;
});
When('Olaf looks for the conflicts', async function (this: TenstoneWorld) {
  await Receiver.of(this).send(payment()); // which is none
  Receiver.of(this).events = (await Receiver.of(this).inbox({ conflict: 'true' })).data;
});
Then('he sees {int} of them', function (this: TenstoneWorld, count: number) {
  assert.equal(Receiver.of(this).events.length, count);
});

Given('the payment service has sent {int} payments', async function (this: TenstoneWorld, count: number) {
  for (let i = 0; i < count; i += 1) await Receiver.of(this).send(payment());
});
When('Olaf reads the inbox in pages of {int} while another payment comes', async function (this: TenstoneWorld, limit: number) {
  const receiver = Receiver.of(this);
  let page: PageOf<InboxEvent> = await receiver.inbox({ limit: String(limit) });
  receiver.events = [...page.data];
  await receiver.send(payment());
  while (page.next_cursor !== null) {
    page = await receiver.inbox({ limit: String(limit), cursor: page.next_cursor });
    receiver.events.push(...page.data);
  }
});
Then('he sees each of the {int} once, the newest first', function (this: TenstoneWorld, count: number) {
  const { events, sent } = Receiver.of(this);
  assert.deepEqual(events.map(({ event_id }) => event_id), sent.slice(0, count).map(({ id }) => id).reverse());
});

// ---- what fails
Given('the payment service has sent a payment whose work fails {int} times', async function (this: TenstoneWorld, times: number) {
  await Receiver.of(this).send(payment(1250, { fail_times: times }));
  accepted(Receiver.of(this));
});
const ended = ({ state }: InboxEvent) => state === 'succeeded' || state === 'failed';
const inPause = ({ state, attempts }: InboxEvent) => ended({ state } as InboxEvent) || (state === 'retrying' && attempts > 0);
// Moves the time on from pause to pause. The longest is six hours.
async function untilEnded(world: TenstoneWorld, advance: string): Promise<void> {
  const receiver = Receiver.of(world);
  let attempts = 0;
  for (;;) {
    const { data } = await eventually('each event has ended, or pauses', () => receiver.inbox(), ({ data: all }) => all.every((each) => inPause(each) && (ended(each) || each.attempts > attempts)));
    if (data.every(ended)) return;
    attempts = Math.max(...data.map((each) => each.attempts));
    await world.deployment.passTime(advance);
  }
}
When('time passes until the event has ended', async function (this: TenstoneWorld) {
  await untilEnded(this, '1min');
});
Then('the event succeeded on attempt {int}', async function (this: TenstoneWorld, attempts: number) {
  const { state, attempts: seen } = await Receiver.of(this).only();
  assert.deepEqual([state, seen], ['succeeded', attempts]);
});
When('the payment service sends a payment without an amount', async function (this: TenstoneWorld) {
  await Receiver.of(this).send(spoilt());
});
Then('eventually the event has failed on attempt {int}, and the inbox says why', async function (this: TenstoneWorld, attempts: number) {
  await eventually(`it has failed on attempt ${attempts}`, () => failed(this), (event) => event.attempts === attempts);
});
Then('eventually the event has succeeded on attempt {int}', async function (this: TenstoneWorld, attempts: number) {
  await Receiver.of(this).becomes('succeeded', (event) => event.attempts === attempts);
});

// ---- handled again
Given('a payment without an amount has failed', async function (this: TenstoneWorld) {
  await Receiver.of(this).send(spoilt());
  await failed(this);
});
Given('the payment service has sent a payment, which was kept', async function (this: TenstoneWorld) {
  await Receiver.of(this).send(payment());
  await Receiver.of(this).becomes('succeeded');
});
When('Olaf replays it', async function (this: TenstoneWorld) {
  const receiver = Receiver.of(this);
  receiver.replayed = await receiver.only();
  expecting(202, await receiver.ask('POST', `/v1/webhooks/inbox/${receiver.replayed.id}/replay`));
});
Then('eventually the event has been handled again', async function (this: TenstoneWorld) {
  const receiver = Receiver.of(this);
  const before = receiver.replayed;
  assert.ok(before);
  await receiver.becomes('succeeded', ({ job, attempts }) => job !== before.job || attempts > before.attempts);
});
// The twentieth attempt is the last.
Given('the work of {int} payments has failed until the end', async function (this: TenstoneWorld, count: number) {
  const receiver = Receiver.of(this);
  for (let i = 0; i < count; i += 1) await receiver.send(payment(1250, { fail_times: 20 }));
  await untilEnded(this, '7h');
  assert.equal((await receiver.inbox({ state: 'failed' })).data.length, count);
});
When('Olaf has all failed events handled again', async function (this: TenstoneWorld) {
  this.answer = await Receiver.of(this).ask('POST', '/v1/webhooks/inbox/redrive');
});
Then('{int} events are handled again', function (this: TenstoneWorld, count: number) {
  const answer: Answer = this.answer;
  assert.deepEqual(json<{ redriven: number }>(expecting(answer.status === 202 ? 202 : 200, answer)).redriven, count);
});
Then('eventually {int} payments are kept', async function (this: TenstoneWorld, count: number) {
  await eventually(`${count} payments are kept`, () => Receiver.of(this).payments(), (all) => all.length === count);
});

When('somebody without a token looks for the events of the source', async function (this: TenstoneWorld) {
  const { name } = Receiver.of(this).source;
  for (const path of [`/v1/webhooks/inbox?source=${name}`, '/v1/webhooks/sources', '/v1/webhooks/endpoints', '/v1/webhooks/deliveries', '/v1/payments'])
    this.answers.push(await this.api.ask('GET', path));
});
Then('nothing is shown', function (this: TenstoneWorld) {
  assert.deepEqual(this.answers.map(({ status, text }) => [status, json<{ code: string }>({ status, text, headers: {} }).code]), this.answers.map(() => [401, 'token_required']));
});
