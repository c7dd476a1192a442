// Project 06: what is signed, and what is not.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { randomBytes } from 'node:crypto';
import { anEvent, Receiver, said, signed, withoutSignature, type Provider } from '../support/receiver.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { accepted } from './webhook_receiver.ts';

Then('the inbox shows it byte by byte as it was sent', async function (this: TenstoneWorld) {
  const receiver = Receiver.of(this);
  const { id, event_id } = await receiver.only();
  const { body, bytes, headers = {} } = await receiver.one(id);
  assert.deepEqual([event_id, body, bytes], [receiver.event.id, receiver.event.body, Buffer.byteLength(receiver.event.body)]);
  assert.deepEqual(Object.keys(headers).filter((name) => /signature/i.test(name)), []);
});

const writtenAgain = (body: string) => JSON.stringify(JSON.parse(body));
When('{provider} sends an event, and its body is parsed and written again', async function (this: TenstoneWorld, provider: Provider) {
  const receiver = Receiver.of(this);
  const event = anEvent(provider);
  const headers = await signed(provider, event, String(receiver.source.secrets[0]), this.deployment.now);
  assert.notEqual(writtenAgain(event.body), event.body);
  await receiver.deliver(receiver.source.name, writtenAgain(event.body), headers);
});

// When it was signed, in minutes from now.
const signedAt = async function (this: TenstoneWorld, minutes: number) {
  const at = new Date(this.deployment.now.getTime() + minutes * 60_000);
  await Receiver.of(this).send(anEvent('Standard Webhooks'), { at });
};
When('the payment service sends an event, and it was signed {int} minutes ago', function (this: TenstoneWorld, minutes: number) {
  return signedAt.call(this, -minutes);
});
When('the payment service sends an event, and it was signed for in {int} minutes', signedAt);

async function sends(world: TenstoneWorld, { source = Receiver.of(world).source.name, body = (text: string) => text, headers = (all: Record<string, string>) => all, secret = String(Receiver.of(world).source.secrets[0]) }): Promise<void> {
  const event = anEvent('Standard Webhooks');
  const all = await signed('Standard Webhooks', event, secret, world.deployment.now);
  await Receiver.of(world).deliver(source, body(event.body), headers(all));
}
When('the payment service sends an event, and its body is changed', function (this: TenstoneWorld) {
  return sends(this, { body: (text) => text.replace('1250', '9250') });
});
When("the payment service sends an event, and its signature is another secret's", function (this: TenstoneWorld) {
  return sends(this, { secret: `whsec_${randomBytes(32).toString('base64')}` });
});
When('the payment service sends an event, and its signature is missing', function (this: TenstoneWorld) {
  return sends(this, { headers: withoutSignature });
});
When('the payment service sends an event, and its source does not exist', function (this: TenstoneWorld) {
  return sends(this, { source: Receiver.of(this).word('nobody') });
});

// The same for every reason, but for the request's id.
Then('the event is refused as any that nobody signed', async function (this: TenstoneWorld) {
  const receiver = Receiver.of(this);
  const { reply } = receiver;
  const event = anEvent(receiver.source.provider);
  const other = await receiver.deliver(receiver.word('nobody'), event.body, {});
  const shown = ({ status, body }: typeof reply) => ({ status, ...(JSON.parse(body.toString()) as object), request_id: '', instance: '' });
  assert.deepEqual([reply.status, said(reply).code], [401, 'signature_invalid'], reply.body.toString());
  assert.deepEqual(shown(reply), shown(other));
});

Given(/^Olaf has given the source a new secret, and (1 hour|no time) for the old one$/, async function (this: TenstoneWorld, time: string) {
  await Receiver.of(this).rotate(time === 'no time' ? 0 : 3600);
});
When('the payment service sends an event with the old secret and one with the new secret', async function (this: TenstoneWorld) {
  const receiver = Receiver.of(this);
  for (const secret of receiver.source.secrets) await receiver.send(anEvent('Standard Webhooks'), { secret });
});
Then('both events are accepted', function (this: TenstoneWorld) {
  accepted(Receiver.of(this), 0);
  accepted(Receiver.of(this), 1);
});
Then('only the event with the new secret is accepted', function (this: TenstoneWorld) {
  const [old] = Receiver.of(this).replies;
  assert.equal(old?.status, 401);
  accepted(Receiver.of(this), 1);
});

const question = { challenge: 'is this your address? ☕', type: 'url_verification', token: 'of no use' };
When('Slack asks whether the address is right', async function (this: TenstoneWorld) {
  await Receiver.of(this).send({ id: '', body: JSON.stringify(question) });
});
Then('Slack gets its challenge back', function (this: TenstoneWorld) {
  const { reply } = Receiver.of(this);
  assert.deepEqual([reply.status, said(reply).challenge], [200, question.challenge], reply.body.toString());
});

Given('Olaf has switched the source off', async function (this: TenstoneWorld) {
  await Receiver.of(this).change({ enabled: false });
});
Then('the event is refused because the source is switched off', function (this: TenstoneWorld) {
  const { reply } = Receiver.of(this);
  assert.deepEqual([reply.status, said(reply).code], [410, 'source_disabled'], reply.body.toString());
});
