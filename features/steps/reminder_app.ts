// Project 03: reminders are made, go off, are snoozed and acknowledged.
import assert from 'node:assert/strict';
import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { verifySigned } from '../support/endpoint.ts';
import { eventually } from '../support/eventually.ts';
import { mailsIn } from '../support/mail.ts';
import { Reminders, type ChannelName, type Reminder } from '../support/reminders.ts';
import type { TenstoneWorld } from '../support/world.ts';

export const riga = 'Europe/Riga';
export const morning = { cron: '0 7 * * *', tz: riga };
export const milliseconds: Record<string, number> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const span = (count: number, unit: string): number => count * (milliseconds[unit] ?? NaN);

defineParameterType({ name: 'channel', regexp: /by e-mail|by webhook|in the log/, transformer: (text: string) => text as ChannelName });

const made = async function (this: TenstoneWorld, channel: ChannelName, count: number, unit: string) {
  const reminders = Reminders.of(this);
  await reminders.make(channel, { due_at: reminders.in(span(count, unit)) });
};
Given('Mia has a reminder {channel} that is due in {int} {unit}', made);
When('Mia makes a reminder {channel} that was due {int} {unit} ago', async function (this: TenstoneWorld, channel: ChannelName, count: number, unit: string) {
  const reminders = Reminders.of(this);
  this.answer = await reminders.ask('POST', '/v1/reminders', await reminders.body(channel, { due_at: reminders.in(-span(count, unit)) }));
  if (this.answer.status === 201) reminders.made.push(json<Reminder>(this.answer));
});
Given('Mia has a reminder {channel} that has gone off', async function (this: TenstoneWorld, channel: ChannelName) {
  await Reminders.of(this).make(channel, { due_at: Reminders.of(this).in(0) });
  await Reminders.of(this).goneOff();
});
Given('Mia has a reminder {channel} for 07:00 in Riga every day', async function (this: TenstoneWorld, channel: ChannelName) {
  await Reminders.of(this).make(channel, morning);
});

// To so many seconds after the next 07:00.
export async function passMorning(world: TenstoneWorld, seconds = 1): Promise<void> {
  const { times } = json<{ times: { at: string }[] }>(expecting(200, await Reminders.of(world).ask('POST', '/v1/reminders/preview', { when: morning, from: world.deployment.now.toISOString(), count: 1 })));
  const distance = Date.parse(String(times[0]?.at)) - world.deployment.now.getTime();
  await world.deployment.passTime(`${Math.ceil(distance / 1000) + seconds}s`);
}
const morningPasses = async function (this: TenstoneWorld) {
  await passMorning(this);
};
When('the next 07:00 in Riga passes', morningPasses);
Given('the next 07:00 in Riga has passed', morningPasses);
Given('the next 07:00 in Riga has passed, and it has gone off', async function (this: TenstoneWorld) {
  await passMorning(this);
  await Reminders.of(this).goneOff();
});
Given('{int} {unit} have passed, and it has gone off', async function (this: TenstoneWorld, count: number, unit: string) {
  await this.deployment.passTime(`${count}${unit}`);
  await Reminders.of(this).goneOff();
});

// ---- snoozed, acknowledged, cancelled
const snoozes = async function (this: TenstoneWorld, count: number, unit: string) {
  this.answer = await Reminders.of(this).ask('POST', `${Reminders.of(this).path}/snooze`, { for_seconds: span(count, unit) / 1000 });
};
When('Mia snoozes it for {int} {unit}', snoozes);
Given('Mia has snoozed it for {int} {unit}', async function (this: TenstoneWorld, count: number, unit: string) {
  await snoozes.call(this, count, unit);
  assert.equal(json<Reminder>(expecting(200, this.answer)).state, 'active');
});
const acknowledges = async function (this: TenstoneWorld) {
  this.answer = expecting(200, await Reminders.of(this).ask('POST', `${Reminders.of(this).path}/ack`));
};
When('Mia acknowledges it', acknowledges);
Given('Mia has acknowledged it', acknowledges);
const cancels = async function (this: TenstoneWorld) {
  expecting(204, await Reminders.of(this).ask('DELETE', Reminders.of(this).path));
};
When('Mia cancels the reminder', cancels);
Given('Mia has cancelled it', cancels);

// ---- what Mia gets
async function mails(world: TenstoneWorld, times: number): Promise<void> {
  const { id, title, body } = Reminders.of(world).last;
  const mine = () => mailsIn(world.mails).filter(({ to }) => to === world.recipient);
  const seen = await eventually(`${times} mails have come`, mine, (found) => found.length >= times, 30_000);
  assert.equal(seen.length, times);
  for (const { subject, text } of seen) {
    assert.equal(subject, title);
    assert.ok(text.replaceAll('\r\n', '\n').startsWith(`${body}\n\nDue `) && text.includes(`, reminder ${id}`), text);
  }
  assert.equal(new Set(seen.map((mail) => mail.id)).size, times);
}
async function calls(world: TenstoneWorld, times: number): Promise<void> {
  const { messages, last } = Reminders.of(world);
  const { server, secrets } = messages.of();
  await eventually(`Nora has ${times} messages`, () => server.calls.length, (seen) => seen >= times, 30_000);
  assert.equal(server.calls.length, times);
  for (const call of server.calls) {
    verifySigned(call, String(secrets[0]), world.deployment.now);
    const { type, data } = JSON.parse(call.body) as { type: string; data: { reminder: object; occurrence: { id: string } } };
    assert.deepEqual([type, data.reminder], ['reminder.due', { id: last.id, title: last.title, body: last.body }]);
  }
}
async function lines(world: TenstoneWorld, times: number): Promise<void> {
  const { id } = Reminders.of(world).last;
  const mine = () => world.deployment.logged({ event: 'reminder.due', reminder: id });
  const seen = await eventually(`${times} lines are in the log`, mine, (found) => found.length >= times, 30_000);
  assert.equal(seen.length, times);
}
const arrivals: Record<ChannelName, (world: TenstoneWorld, times: number) => Promise<void>> = { 'by e-mail': mails, 'by webhook': calls, 'in the log': lines };

// The state says last that all is done: so nothing more comes.
async function reminded(world: TenstoneWorld, channel: ChannelName, times: number): Promise<void> {
  const fired = await Reminders.of(world).goneOff(times);
  assert.equal(fired.length, times);
  await eventually('all are delivered', () => Reminders.of(world).fired(), (seen) => seen.every(({ state }) => state === 'delivered'), 30_000);
  await arrivals[channel](world, times);
}
Then('Mia is eventually reminded {channel}, once', async function (this: TenstoneWorld, channel: ChannelName) {
  await reminded(this, channel, 1);
});
Then('Mia is eventually reminded {channel}, {int} times', async function (this: TenstoneWorld, channel: ChannelName, times: number) {
  await reminded(this, channel, times);
});
Then('it did not go off before its time', async function (this: TenstoneWorld) {
  for (const { fired_at, due_at } of await Reminders.of(this).fired()) assert.ok(Date.parse(String(fired_at)) >= Date.parse(due_at), `${String(fired_at)} ${due_at}`);
});
const notYet = async function (this: TenstoneWorld, times: number) {
  await Reminders.of(this).beacon();
  assert.equal((await Reminders.of(this).fired()).length, times);
};
Then('it has not gone off, though another one that is due now has', async function (this: TenstoneWorld) {
  await notYet.call(this, 0);
  assert.deepEqual(mailsIn(this.mails).filter(({ to }) => to === this.recipient), []);
});
Then('it has gone off {int} time(s), though another one that is due now has', notYet);
Then('it has gone off once, and for the last time', async function (this: TenstoneWorld) {
  const { state, next_at } = await Reminders.of(this).now();
  assert.deepEqual([state, next_at, (await Reminders.of(this).occurrences()).length], ['completed', null, 1]);
});
Then('it waits for its time', async function (this: TenstoneWorld) {
  const { due_at, state, waiting } = await Reminders.of(this).occurrence();
  const { next_at } = await Reminders.of(this).now();
  assert.deepEqual([state, waiting?.what, next_at], ['pending', 'time', due_at]);
  // The job's time, which is rounded up to a millisecond or two.
  const later = Date.parse(String(waiting?.until)) - Date.parse(due_at);
  assert.ok(later >= 0 && later < 5, `${later} ms`);
});

const clockOf = (time: string | null, zone: string): string => new Date(String(time)).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16);
Then('its next time is 07:00 in Riga, a day later', async function (this: TenstoneWorld) {
  const { next_at } = await eventually('it looks forward', () => Reminders.of(this).now(), (seen) => Date.parse(String(seen.next_at)) > this.deployment.now.getTime());
  assert.equal(clockOf(next_at, riga).slice(11), '07:00');
  const days = (Date.parse(String(next_at)) - this.deployment.now.getTime()) / 86_400_000;
  assert.ok(days > 0.9 && days < 1.1, `${days} days`);
});
Then('it goes off once more in {int} {unit}', async function (this: TenstoneWorld, count: number, unit: string) {
  expecting(200, this.answer);
  await this.deployment.passTime(`${count}${unit}`);
  const fired = await Reminders.of(this).goneOff(2);
  assert.deepEqual(fired.map(({ snoozed }) => snoozed), [true, false]);
});
Then('it is acknowledged, and cannot be snoozed any more', async function (this: TenstoneWorld) {
  const [occurrence] = await Reminders.of(this).fired();
  assert.ok(occurrence?.acknowledged_at);
  assert.equal((await Reminders.of(this).now()).unacknowledged, false);
  await snoozes.call(this, 10, 'min');
  assert.equal(json<{ code: string }>(expecting(409, this.answer)).code, 'reminder_not_due');
});
Then('it is cancelled, and still in the list', async function (this: TenstoneWorld) {
  const { last } = Reminders.of(this);
  assert.equal((await Reminders.of(this).now()).state, 'cancelled');
  assert.ok((await Reminders.of(this).of('cancelled')).includes(last.id));
});
