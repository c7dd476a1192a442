// Project 03: workers that come and go, and messages that do not get through.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { MailService, mailsIn } from '../support/mail.ts';
import { quick } from '../support/platform.ts';
import { Reminders, type Occurrence } from '../support/reminders.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { milliseconds, morning, passMorning } from './reminder_app.ts';

Given('no worker runs', async function (this: TenstoneWorld) {
  await Reminders.of(this).stopWorkers();
});
When('a worker runs again', async function (this: TenstoneWorld) {
  await Reminders.of(this).startWorker();
});
Given('a second worker runs', async function (this: TenstoneWorld) {
  await Reminders.of(this).startWorker('second worker', quick);
});
Given('the worker has {int} second to end what it has begun', async function (this: TenstoneWorld, seconds: number) {
  await Reminders.of(this).stopWorkers();
  await Reminders.of(this).startWorker('worker', { TENSTONE_JOBS_DRAIN: `${seconds}s` });
});
// What a dead worker held is found by another one after two seconds.
When('the worker is killed and another one starts', async function (this: TenstoneWorld) {
  await this.project.kill('worker');
  await this.project.start('worker', { ...mailSettings.get(this), ...quick });
  await this.deployment.passTime('1min');
});
When('the worker is stopped, and another one starts', async function (this: TenstoneWorld) {
  await Reminders.of(this).stopWorkers();
  await Reminders.of(this).startWorker();
});

// ---- an endpoint that has a call open
Given("Nora's endpoint does not answer its first call", function (this: TenstoneWorld) {
  Reminders.of(this).messages.of().server.answerNext('never');
});
Given("{int} {unit} have passed, and Nora's endpoint was called", async function (this: TenstoneWorld, count: number, unit: string) {
  const { server } = Reminders.of(this).messages.of();
  await this.deployment.passTime(`${count}${unit}`);
  await eventually('her endpoint is called', () => server.calls.length, (seen) => seen === 1, 30_000);
});
Then('eventually Nora has the message twice, under one id', async function (this: TenstoneWorld) {
  const { server } = Reminders.of(this).messages.of();
  await Reminders.of(this).becomes('delivered');
  assert.deepEqual([server.calls.length, new Set(server.calls.map(({ headers }) => headers['webhook-id'])).size], [2, 1]);
});
Then('the attempt that was interrupted is no failure', async function (this: TenstoneWorld) {
  const { attempts } = await Reminders.of(this).occurrence();
  const deliveries = attempts.filter(({ stage }) => stage === 'deliver');
  assert.deepEqual(deliveries.map(({ outcome, error_code }) => [outcome, error_code]), [['interrupted', null], ['succeeded', null]], JSON.stringify(deliveries));
});

// ---- a mail service
const services = new WeakMap<TenstoneWorld, MailService>();
const mailSettings = new WeakMap<TenstoneWorld, Record<string, string>>();
async function mailService(world: TenstoneWorld, kind: string): Promise<void> {
  const service = await MailService.in(join(world.project.folder, 'mail-service'));
  await service.start();
  world.cleanups.push(() => service.stop());
  services.set(world, service);
  world.mails = service.folder;
  world.recipient = `${kind}-${world.recipient}`;
  const settings = { TENSTONE_MAIL_SMTP_URL: service.url, TENSTONE_MAIL_FROM: 'Acme <no-reply@acme.example>' };
  mailSettings.set(world, settings);
  await world.project.borrow();
  await Promise.all([world.project.start('api', settings), world.project.start('worker', settings)]);
}
Given('the mail service takes mails, but its first answer is lost', async function (this: TenstoneWorld) {
  await mailService(this, 'lost-1');
});
Given('the mail service refuses the first mail for now', async function (this: TenstoneWorld) {
  await mailService(this, 'busy-1');
});
const nowByMail = async function (this: TenstoneWorld) {
  await Reminders.of(this).make('by e-mail', { due_at: Reminders.of(this).in(0) });
};
When('Mia makes a reminder by e-mail that is due now', nowByMail);
const taken = (world: TenstoneWorld, count: number) => eventually(`the mail service has ${count} mails`, () => mailsIn(world.mails), (seen) => seen.length >= count, 30_000);
Given('Mia has a reminder by e-mail that is due now, and the mail service has taken it', async function (this: TenstoneWorld) {
  await nowByMail.call(this);
  await taken(this, 1);
});
Then('eventually the mail service has the mail twice, under one id', async function (this: TenstoneWorld) {
  await Reminders.of(this).becomes('delivered');
  const mails = await taken(this, 2);
  const { delivery } = await Reminders.of(this).occurrence();
  assert.equal(mails.length, 2);
  for (const { id } of mails) assert.ok(id.startsWith(`<${String(delivery)}@`), id);
});
Then('eventually the mail service has the mail once', async function (this: TenstoneWorld) {
  await Reminders.of(this).becomes('delivered');
  assert.equal((await taken(this, 1)).length, 1);
});

// ---- one of two workers
Given('Mia has {int} reminders by webhook for 07:00 in Riga every day', async function (this: TenstoneWorld, count: number) {
  const reminders = Reminders.of(this);
  for (let i = 0; i < count; i += 1) reminders.ids.push((await reminders.make('by webhook', morning)).id);
});
When(/^the next 07:00 in Riga passes, and the (first|second) worker is killed$/, async function (this: TenstoneWorld, which: string) {
  const { server } = Reminders.of(this).messages.of();
  await passMorning(this);
  await eventually('some have gone off', () => server.calls.length, (seen) => seen > 0, 30_000, 1);
  await this.project.kill(which === 'first' ? 'worker' : 'second worker');
  await this.deployment.passTime('1min');
});
Then('each of them has eventually gone off once, and is due again a day later', async function (this: TenstoneWorld) {
  const reminders = Reminders.of(this);
  for (const id of reminders.ids) {
    const fired = await eventually('it is delivered', () => reminders.fired(id), (seen) => seen.length > 0 && seen.every(({ state }) => state === 'delivered'), 60_000);
    assert.equal(fired.length, 1);
    const { next_at } = await reminders.now(id);
    assert.equal(Date.parse(String(next_at)) - Date.parse(String(fired[0]?.due_at)), 86_400_000);
  }
});
Then('Nora has a message of each, under an id of its own', function (this: TenstoneWorld) {
  const { messages, ids } = Reminders.of(this);
  const reminderOf = new Map<string, string>();
  for (const { body, headers } of messages.of().server.calls) reminderOf.set(String(headers['webhook-id']), (JSON.parse(body) as { data: { reminder: { id: string } } }).data.reminder.id);
  assert.deepEqual([...reminderOf.values()].sort(), ids.toSorted());
});

// ---- catch-up
const policies: Record<string, object> = { 'the last goes off': { policy: 'last' }, 'all go off': { policy: 'all' }, 'none goes off': { policy: 'skip' } };
Given(/^Mia has a reminder in the log for 07:00 in Riga every day, of whose missed times (the last goes off|all go off|none goes off)$/, async function (this: TenstoneWorld, policy: string) {
  await Reminders.of(this).make('in the log', { ...morning, catch_up: policies[policy] ?? {} });
});
Then('it has eventually gone off {int} time(s) and looks forward', async function (this: TenstoneWorld, times: number) {
  const reminders = Reminders.of(this);
  await eventually('it looks forward', () => reminders.now(), ({ next_at }) => Date.parse(String(next_at)) > this.deployment.now.getTime(), 30_000);
  assert.equal((await reminders.goneOff(times)).length, times);
  await reminders.beacon();
  assert.equal((await reminders.fired()).length, times);
});
Then(/^the log of the worker says that it missed some: (yes|no)$/, function (this: TenstoneWorld, missed: string) {
  const lines = this.deployment.logged({ event: 'reminder.missed', reminder: Reminders.of(this).last.id });
  assert.equal(lines.length > 0, missed === 'yes', JSON.stringify(lines));
});

// ---- why it waits
const reminderWaits = (world: TenstoneWorld, what: string): Promise<Required<Occurrence>> =>
  eventually(`it waits for ${what}`, () => Reminders.of(world).occurrence(), ({ waiting }) => waiting?.what === what, 30_000);
Then("eventually it waits for another attempt, because Nora's endpoint has failed", async function (this: TenstoneWorld) {
  const { state, waiting, attempts } = await reminderWaits(this, 'retry');
  assert.equal(state, 'delivering');
  assert.ok(Date.parse(String(waiting?.until)) > Date.parse(attempts.at(-1)?.finished_at ?? ''), JSON.stringify(waiting));
  assert.match(String(waiting?.error), /502/);
  assert.ok(waiting?.error_code);
});
Then('it waits for a worker', async function (this: TenstoneWorld) {
  assert.equal((await reminderWaits(this, 'worker')).state, 'pending');
});
When('{int} {unit} pass, and {int} {unit} in steps', async function (this: TenstoneWorld, first: number, firstUnit: string, more: number, moreUnit: string) {
  const { messages } = Reminders.of(this);
  await this.deployment.passTime(`${first}${firstUnit}`);
  await eventually('its message is on its way', () => messages.deliveries(), (seen) => seen.length === 1, 30_000);
  await messages.pass(more * (milliseconds[moreUnit] ?? NaN));
});
Then('the reminder shows {int} attempt to go off and {int} to deliver', async function (this: TenstoneWorld, off: number, deliver: number) {
  const { attempts } = await eventually('all attempts have ended', () => Reminders.of(this).occurrence(), (seen) => seen.attempts.every(({ finished_at }) => finished_at !== null));
  const of = (stage: string) => attempts.filter((each) => each.stage === stage);
  assert.deepEqual([of('go_off').length, of('deliver').length], [off, deliver], JSON.stringify(attempts));
  assert.deepEqual(of('deliver').map(({ outcome }) => outcome), [...Array.from({ length: deliver - 1 }, () => 'failed'), 'succeeded']);
});
Given('Nora has removed her endpoint', async function (this: TenstoneWorld) {
  const { messages } = Reminders.of(this);
  expecting(204, await Reminders.of(this).ask('DELETE', `/v1/webhooks/endpoints/${messages.of().id}`));
});
Then('the reminder has eventually failed, and does not wait any more', async function (this: TenstoneWorld) {
  // One answer reads the reminder and then its job, which may have gone off in between: the next answer has both.
  await Reminders.of(this).becomes('failed');
  const { waiting, fired_at } = await Reminders.of(this).occurrence();
  assert.equal(waiting, null);
  assert.ok(fired_at);
  assert.equal((await Reminders.of(this).now()).state, 'completed');
});
