// Project 06: sources, their events, and what becomes of them.
import assert from 'node:assert/strict';
import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import { eventually } from '../support/eventually.ts';
import { anEvent, payment, Receiver, said, schemes, type Provider } from '../support/receiver.ts';
import type { TenstoneWorld } from '../support/world.ts';

defineParameterType({ name: 'provider', regexp: Object.keys(schemes), transformer: (text: string) => text as Provider });

export function accepted(receiver: Receiver, index = -1): void {
  const reply = receiver.replies.at(index);
  assert.ok(reply, 'nothing was sent');
  assert.deepEqual([reply.status, said(reply).status], [202, 'accepted'], reply.body.toString());
}
export function duplicate(receiver: Receiver, conflict: boolean): void {
  const { status, body } = receiver.reply;
  assert.deepEqual([status, said(receiver.reply).status, said(receiver.reply).conflict ?? false], [200, 'duplicate', conflict], body.toString());
}

Given('Olaf has added {provider} as a source', async function (this: TenstoneWorld, provider: Provider) {
  await Receiver.of(this).add(provider);
});
Given('the payment service is a source', async function (this: TenstoneWorld) {
  await Receiver.of(this).add('Standard Webhooks');
});

When('{provider} sends an event', async function (this: TenstoneWorld, provider: Provider) {
  await Receiver.of(this).send(anEvent(provider));
});
Given('the payment service has sent a payment', async function (this: TenstoneWorld) {
  await Receiver.of(this).send(payment());
  accepted(Receiver.of(this));
});
When('the payment service sends a payment', async function (this: TenstoneWorld) {
  await Receiver.of(this).send(payment());
});
const again = async function (this: TenstoneWorld) {
  await Receiver.of(this).send(Receiver.of(this).event);
};
When('the payment service sends the same payment again', again);
When('Standard Webhooks sends the same payment again', again);
When('the payment service sends another amount under the same id', async function (this: TenstoneWorld) {
  const { id } = Receiver.of(this).event;
  await Receiver.of(this).send({ ...payment(9999), id });
});
When('the payment service sends one payment {int} times at once', async function (this: TenstoneWorld, times: number) {
  const receiver = Receiver.of(this);
  const event = payment();
  await Promise.all(Array.from({ length: times }, () => receiver.send(event)));
});

Then('the event is accepted', function (this: TenstoneWorld) {
  accepted(Receiver.of(this));
});
Then('the event is a duplicate', function (this: TenstoneWorld) {
  duplicate(Receiver.of(this), false);
});
Then('the event is a duplicate, and a conflict', function (this: TenstoneWorld) {
  duplicate(Receiver.of(this), true);
});
Then('one of them is accepted, and {int} are duplicates', function (this: TenstoneWorld, duplicates: number) {
  const { replies } = Receiver.of(this);
  const found = (status: number) => replies.filter((reply) => reply.status === status).length;
  assert.deepEqual([found(202), found(200)], [1, duplicates]);
  assert.equal(new Set(replies.map((reply) => said(reply).id)).size, 1);
});

Then('eventually the payment is kept once', async function (this: TenstoneWorld) {
  const receiver = Receiver.of(this);
  await receiver.becomes('succeeded');
  const { id } = receiver.event;
  assert.deepEqual((await receiver.payments()).map(({ event_id }) => event_id), [id]);
});
Then('eventually the payment is kept once, with its first amount', async function (this: TenstoneWorld) {
  const receiver = Receiver.of(this);
  await receiver.becomes('succeeded');
  assert.deepEqual((await receiver.payments()).map(({ amount }) => amount), [1250]);
});
Then('the payment is kept once', async function (this: TenstoneWorld) {
  assert.equal((await Receiver.of(this).payments()).length, 1);
});
Then('the payment is not kept yet', async function (this: TenstoneWorld) {
  assert.deepEqual(await Receiver.of(this).payments(), []);
});
Then('the inbox counts {int} duplicate(s) and {int} conflicts of it', async function (this: TenstoneWorld, duplicates: number, conflicts: number) {
  const event = await Receiver.of(this).only();
  assert.deepEqual([event.duplicates, event.conflicts], [duplicates, conflicts]);
});
Then('the inbox is empty', async function (this: TenstoneWorld) {
  assert.deepEqual((await Receiver.of(this).inbox()).data, []);
});

// ---- its processes
Given('a second process of the receiver runs', async function (this: TenstoneWorld) {
  await this.project.start('second');
  Receiver.of(this).processes = ['api', 'second'];
});
Given('Redis has lost all that it held', function (this: TenstoneWorld) {
  assert.equal(this.deployment.redis('FLUSHALL'), 'OK');
});
// A job whose worker died is taken up again when that has not been heard of for a while.
const killed = async function (this: TenstoneWorld, count: number, unit: string) {
  await this.project.kill('api');
  await this.project.start('api');
  await this.deployment.passTime(`${count}${unit}`);
};
Given('the receiver was killed and started again {int} {unit} ago', killed);
When('the receiver is killed and started again, and {int} {unit} pass', killed);

// ---- a quick acknowledgement
When('the payment service sends a payment that takes {int} second(s)', async function (this: TenstoneWorld, seconds: number) {
  await Receiver.of(this).send(payment(1250, { take_seconds: seconds }));
});
Given('the payment service has sent a payment that takes {int} second(s)', async function (this: TenstoneWorld, seconds: number) {
  await Receiver.of(this).send(payment(1250, { take_seconds: seconds }));
  accepted(Receiver.of(this));
});
Then('the event is accepted within {int} seconds', function (this: TenstoneWorld, seconds: number) {
  accepted(Receiver.of(this));
  const { tookMs } = Receiver.of(this);
  assert.ok(tookMs < seconds * 1000, `${tookMs} ms`);
});
function sentLater(receiver: Receiver): void {
  const { status, headers, body } = receiver.reply;
  assert.equal(status, 503, body.toString());
  assert.match(String(headers['retry-after']), /^\d+$/);
}
Then('the payment service is asked to send it again later', function (this: TenstoneWorld) {
  sentLater(Receiver.of(this));
});
Given('PostgreSQL hung when the payment service sent a payment', async function (this: TenstoneWorld) {
  this.deployment.signal('postgres', 'SIGSTOP');
  try {
    await Receiver.of(this).send(payment());
  } finally {
    this.deployment.signal('postgres', 'SIGCONT');
  }
  sentLater(Receiver.of(this));
  await eventually('the receiver is ready', async () => (await this.api.ask('GET', '/readyz')).status, (status) => status === 200);
});
Then('the event is acknowledged', function (this: TenstoneWorld) {
  const { status, body } = Receiver.of(this).reply;
  assert.ok(status === 202 || status === 200, body.toString()); // what hung may have been stored
});
