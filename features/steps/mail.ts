import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { json, type Job } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { MailService, mailsIn, type Mail } from '../support/mail.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { started } from './actions.ts';
import { declare, declared } from './declared_actions.ts';

const invitations = (world: TenstoneWorld, text: string) => ({
  name: world.actionName('invitation'),
  input: { type: 'object', required: ['whom'], properties: { to: { type: 'string' }, whom: { type: 'string' } } },
  run: { email: { to: '{{input.to}}', subject: 'An invitation for {{input.whom}}', text } },
});
const text = 'Hello {{input.whom}},\nMia invites you.\n';

const services = new WeakMap<TenstoneWorld, MailService>();

async function sendsBy(world: TenstoneWorld, service: MailService): Promise<void> {
  world.cleanups.push(() => service.stop());
  world.mails = service.folder;
  services.set(world, service);
  const settings = { TENSTONE_MAIL_SMTP_URL: service.url, TENSTONE_MAIL_FROM: 'Acme <no-reply@acme.example>' };
  await world.platform.borrow();
  await Promise.all([world.platform.start('api', settings), world.platform.start('worker', settings)]);
}

Given('the mail service is away', async function (this: TenstoneWorld) {
  await sendsBy(this, await MailService.in(join(this.platform.folder, 'mail-service')));
});

Given('the mail service works', async function (this: TenstoneWorld) {
  const service = await MailService.in(join(this.platform.folder, 'mail-service'));
  await service.start();
  await sendsBy(this, service);
});

When('the mail service is back', async function (this: TenstoneWorld) {
  await services.get(this)?.start();
});

Given('Olaf has declared invitations', async function (this: TenstoneWorld) {
  await declared(this, invitations(this, text));
});

When('Olaf declares invitations with a misspelt place', async function (this: TenstoneWorld) {
  this.answer = await declare(this, invitations(this, 'Hello {{whom}}'));
});

Given('the mail service is too busy for the next mail', function (this: TenstoneWorld) {
  this.recipient = `busy-1-${randomUUID()}@example.test`;
});

Given('nobody has the address that she knows', function (this: TenstoneWorld) {
  this.recipient = `refused-${randomUUID()}@example.test`;
});

const invites = async function (this: TenstoneWorld, name: string, whom: string) {
  this.whom = whom;
  await started(this, name, this.actionName('invitation'), JSON.stringify({ to: this.recipient, whom }));
};
When('{person} invites {string} by mail', invites);
Given('{person} has invited {string} by mail', invites);

// The row of a mail says why its last attempt failed.
Given('the mail could not be sent', async function (this: TenstoneWorld) {
  await eventually('an attempt has failed', () => this.platform.sql('select failure from mail_outbox'), (seen) => seen.startsWith('The mail server cannot be used'));
});

const production = { TENSTONE_ENV: 'production' };

When('Olaf asks the doctor about production without a mail service', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['doctor'], production);
});

When('Olaf asks the doctor about production with one', async function (this: TenstoneWorld) {
  const settings = { TENSTONE_MAIL_SMTP_URL: 'smtps://mail.example.com', TENSTONE_MAIL_FROM: 'no-reply@example.com', TENSTONE_HTTP_PUBLIC_URL: 'https://app.example.com' };
  this.outcome = await this.platform.cli.run(['doctor'], { ...production, ...settings });
});

Then('he learns what to set for mail', function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 1);
  assert.match(this.outcome.stdout, /^TS-MAIL-1.*\n +fix: set TENSTONE_MAIL_SMTP_URL, TENSTONE_MAIL_FROM and TENSTONE_HTTP_PUBLIC_URL$/m);
});

Then('he learns that mail can be sent', function (this: TenstoneWorld) {
  assert.match(this.outcome.stdout, /^ok +mail can be sent$/m);
});

When('{person} invites nobody by mail', async function (this: TenstoneWorld, name: string) {
  await started(this, name, this.actionName('invitation'), JSON.stringify({ whom: 'nobody' }));
});

const received = (world: TenstoneWorld): Mail[] => mailsIn(world.mails).filter(({ to }) => to === world.recipient);

async function arrives(world: TenstoneWorld): Promise<void> {
  const mails = await eventually('the mail is there', () => received(world), (seen) => seen.length > 0);
  const [mail] = mails;
  assert.deepEqual([mail?.subject, mail?.text], [`An invitation for ${world.whom}`, `Hello ${world.whom},\r\nMia invites you.\r\n`]);
}

Then('the invitation eventually lies where the log says', async function (this: TenstoneWorld) {
  await arrives(this);
  const lines = await eventually('the log names it', () => this.platform.logged({ event: 'mail.written', to: this.recipient }), (seen) => seen.length > 0);
  assert.match(readFileSync(String(lines[0]?.['path']), 'utf8'), new RegExp(`^To: ${this.recipient}\r$`, 'm'));
});

// All that was to be sent has been: more of it would be there.
Then('the invitation eventually arrives, once', async function (this: TenstoneWorld) {
  await arrives(this);
  await eventually('nothing is left to send', () => this.platform.sql('select count(*) from mail_outbox where sent_at is null'), (seen) => seen === '0');
  assert.equal(received(this).length, 1);
});

async function failure(world: TenstoneWorld, name: string, action: string): Promise<string> {
  const { token } = world.person(name);
  const list = async (): Promise<Job[]> => json<{ data: Job[] }>(await world.api.ask('GET', '/v1/jobs?state=failed', { token })).data;
  const jobs = await eventually(`a job ${action} has failed`, list, (seen) => seen.some((job) => job.action === action));
  const { id } = jobs.find((job) => job.action === action) ?? { id: '' };
  const { job } = json<{ job: Job }>(await world.api.ask('GET', `/v1/jobs/${id}`, { token }));
  return JSON.stringify(job.attempts.at(-1)?.error);
}

Then('{person} eventually sees that the mail service refuses it', async function (this: TenstoneWorld, name: string) {
  assert.match(await failure(this, name, 'mail.send'), /"mail_refused".*There is no such mailbox/);
});

Then('{person} eventually sees that her invitation has no recipient', async function (this: TenstoneWorld, name: string) {
  assert.match(await failure(this, name, this.actionName('invitation')), /The input has no to, which the mail needs/);
});

When('Olaf starts an api that trusts its mail service by {string}', async function (this: TenstoneWorld, file: string) {
  const settings = { TENSTONE_MAIL_SMTP_URL: 'smtp://127.0.0.1:1', TENSTONE_MAIL_FROM: 'shop@example.test', TENSTONE_MAIL_SMTP_CA: file };
  this.outcome = await this.platform.cli.run(['api'], settings);
});
Then('it does not start, and says that {string}', function (this: TenstoneWorld, fault: string) {
  assert.notEqual(this.outcome.code, 0);
  assert.ok(this.outcome.stderr.includes(fault), this.outcome.output);
});
