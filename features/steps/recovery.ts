import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { Recovery } from '../support/recovery.ts';
import type { TenstoneWorld } from '../support/world.ts';

const recoveries = new WeakMap<TenstoneWorld, Recovery>();

function recovery(world: TenstoneWorld): Recovery {
  const known = recoveries.get(world) ?? new Recovery(world.api, world.mails, world.visitor.email);
  recoveries.set(world, known);
  return known;
}

const getsLetter = async function (this: TenstoneWorld) {
  await recovery(this).letterForNewPassword();
};
Given('she has got a letter for a new password', getsLetter);
Given('she has got another letter for a new password', getsLetter);

const setsPassword = async function (this: TenstoneWorld) {
  expecting(204, await recovery(this).reset(this.newPassword));
};
Given('she has set a new password by its link', setsPassword);
When('she sets a new password by its link', setsPassword);

const uses = async function (this: TenstoneWorld) {
  this.answer = await recovery(this).reset();
};
When('the link is used again', uses);
When('the link is used', uses);

When('the link of the first one is used', async function (this: TenstoneWorld) {
  this.answer = await recovery(this).reset(undefined, 0);
});

When('she sets a short password by its link', async function (this: TenstoneWorld) {
  this.answer = await recovery(this).reset('short');
});

When('its link is used {int} times at once, each with another password', async function (this: TenstoneWorld, count: number) {
  const passwords = Array.from({ length: count }, (_, i) => `password number ${i} ${randomUUID()}`);
  this.answers = await Promise.all(passwords.map((password) => recovery(this).reset(password)));
  this.tried.push(...passwords);
});

When('letters for new passwords are asked for, for an address that nobody has and for hers', async function (this: TenstoneWorld) {
  this.answers = [await recovery(this).ask(this.recipient), await recovery(this).ask()];
});

const opensLink = async function (this: TenstoneWorld) {
  expecting(204, await recovery(this).verify(await recovery(this).verifyToken()));
};
Given('she has opened the link of the letter that she eventually got', opensLink);
When('she opens the link of the letter that she eventually gets', opensLink);

When('that link is opened again', async function (this: TenstoneWorld) {
  this.answer = await recovery(this).verify(await recovery(this).verifyToken());
});

When('she opens that link to verify her address', async function (this: TenstoneWorld) {
  this.answer = await recovery(this).verify();
});

function change(world: TenstoneWorld, current: string) {
  return world.visitor.ask('POST', '/v1/auth/password/change', JSON.stringify({ current, password: world.newPassword }));
}
const changes = async function (this: TenstoneWorld) {
  expecting(204, await change(this, this.visitor.password));
};
Given('she has changed her password', changes);
When('she changes her password', changes);

When('she changes her password with a wrong current one', async function (this: TenstoneWorld) {
  this.answer = await change(this, 'not the right password');
});

const logins = async (world: TenstoneWorld, passwords: string[]) => Promise.all(passwords.map(async (password) => (await world.visitor.tryLogin({ password })).status));

Then('she signs in with the new password, and not with the old one', async function (this: TenstoneWorld) {
  assert.deepEqual(await logins(this, [this.newPassword, this.visitor.password]), [200, 401]);
});

Then('the link does not work', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 410, this.answer.text);
  assert.match(this.answer.text, /"code":"token_invalid"/);
});

// The others met a spent link, or a pool that was full before they were looked at.
Then('one of them has worked', function (this: TenstoneWorld) {
  const statuses = this.answers.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 204).length, 1, statuses.join());
  assert.deepEqual([...new Set(statuses)].filter((status) => ![204, 410, 503].includes(status)), []);
});

Then('she signs in with the password of that one alone', async function (this: TenstoneWorld) {
  const worked = this.answers.findIndex(({ status }) => status === 204);
  const other = worked === 0 ? 1 : 0;
  assert.deepEqual(await logins(this, [String(this.tried[worked]), String(this.tried[other]), this.visitor.password]), [200, 401, 401]);
});

Then('she learns that it is too short', function (this: TenstoneWorld) {
  assert.match(this.answer.text, /"code":"password_too_short"/);
});

Then('the link still works', async function (this: TenstoneWorld) {
  expecting(204, await recovery(this).reset());
});

Then('both answers are the same', function (this: TenstoneWorld) {
  const [one, other] = this.answers.map(({ status, text }) => ({ status, text }));
  assert.equal(one?.status, 202);
  assert.deepEqual(one, other);
});

const allAreWritten = (world: TenstoneWorld) => eventually('no letter is to be written', () => world.platform.sql("select count(*) from jobs j join job_kinds k on k.id = j.kind where k.name = 'auth.letter'"), (seen) => seen === '0');

// The letter that was asked for first would have come first.
Then('only Mia eventually gets a letter', async function (this: TenstoneWorld) {
  await recovery(this).letter('Set a new password');
  await allAreWritten(this);
  assert.equal(await this.platform.sql(`select count(*) from mail_outbox where recipient = '${this.recipient}'`), '0');
});

Then('she eventually gets the letter {string}', async function (this: TenstoneWorld, subject: string) {
  await recovery(this).letter(subject);
});

Then('she eventually gets the letter {string} {int} times and no more', async function (this: TenstoneWorld, subject: string, times: number) {
  const these = () => recovery(this).letters().filter((mail) => mail.subject === subject).length;
  await eventually('they have come', these, (seen) => seen >= times);
  await allAreWritten(this);
  await eventually('nothing is left to send', () => this.platform.sql('select count(*) from mail_outbox where sent_at is null'), (seen) => seen === '0');
  assert.equal(these(), times);
});

Then('her address is verified', async function (this: TenstoneWorld) {
  assert.equal(await this.platform.sql(`select email_verified_at is not null from users where email = '${this.visitor.email}'`), 't');
});

Then('she learns that the current password is wrong', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 403, this.answer.text);
  assert.match(this.answer.text, /"code":"password_wrong"/);
});

Then('both devices are signed in', async function (this: TenstoneWorld) {
  assert.deepEqual([await this.visitor.opens(), await this.otherDevice.opens()], [200, 200]);
});

Then('the audit log has the request and the new password', async function (this: TenstoneWorld) {
  const actions = await this.platform.sql(`select a.action from audit_log a join users u on a.subject = 'user:' || u.id where u.email = '${this.visitor.email}' and a.action like 'password.%' order by a.id`);
  assert.deepEqual(actions.split('\n'), ['password.reset_requested', 'password.reset']);
});
