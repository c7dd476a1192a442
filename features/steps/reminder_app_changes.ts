// Project 03: reminders are changed, and requests refused.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { freePort } from '../support/processes.ts';
import { mostAtOnce, Reminders, type Reminder } from '../support/reminders.ts';
import type { PageOf } from '../support/receiver.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { milliseconds, morning } from './reminder_app.ts';

interface Problem {
  code: string;
  errors?: { pointer: string; code: string }[];
}
const hours = (world: TenstoneWorld, count: number) => ({ when: { due_at: Reminders.of(world).in(count * 3_600_000) } });

const moves = async function (this: TenstoneWorld, count: number, unit: string) {
  const reminders = Reminders.of(this);
  const { version } = await reminders.now();
  this.answer = await reminders.change({ when: { due_at: reminders.in(count * (milliseconds[unit] ?? NaN)) } }, version);
};
When('Mia moves it to {int} {unit} from now', moves);
Given('Mia has moved it to {int} {unit} from now', async function (this: TenstoneWorld, count: number, unit: string) {
  await moves.call(this, count, unit);
  expecting(200, this.answer);
});
When('Mia moves it to {int} hours from now, as she saw it before', async function (this: TenstoneWorld, count: number) {
  this.answer = await Reminders.of(this).change(hours(this, count));
});
When('Mia moves it without a word about what she saw', async function (this: TenstoneWorld) {
  this.answer = await Reminders.of(this).ask('PATCH', Reminders.of(this).path, hours(this, 2));
});
When('Mia and Olaf move it at once, each to another time', async function (this: TenstoneWorld) {
  this.answers = await Promise.all([2, 3].map((count) => Reminders.of(this).change(hours(this, count))));
});

const conflict = (answer: Answer) => {
  assert.equal(json<Problem>(expecting(412, answer)).code, 'version_conflict');
};
Then('she learns that it was changed since', function (this: TenstoneWorld) {
  conflict(this.answer);
});
Then('one of them learns that it was changed since', function (this: TenstoneWorld) {
  assert.deepEqual(this.answers.map(({ status }) => status).sort(), [200, 412]);
  for (const answer of this.answers) if (answer.status !== 200) conflict(answer);
});
Then('it is due when the other one has said', async function (this: TenstoneWorld) {
  const changed = this.answers.find(({ status }) => status === 200);
  assert.ok(changed);
  const { next_at, version } = json<Reminder>(changed);
  const seen = await Reminders.of(this).now();
  assert.deepEqual([seen.next_at, seen.version], [next_at, version]);
});

const refusals: Record<string, [number, string]> = {
  'its time has passed': [422, 'due_in_past'],
  'it has not gone off': [409, 'reminder_not_due'],
  'it was cancelled': [409, 'reminder_cancelled'],
  'it has to say what it changes': [428, 'precondition_required'],
  'it never goes off': [422, 'never_due'],
  'the clocks skip this time': [422, 'nonexistent_local_time'],
  'the clocks show this time twice': [422, 'ambiguous_local_time'],
  'no mail can go there': [422, 'mail_invalid'],
  'there is no such endpoint': [404, 'endpoint_not_found'],
};
Then(/^the reminder is refused because (.+)$/, function (this: TenstoneWorld, reason: string) {
  const expected = refusals[reason];
  assert.ok(expected, `nothing is refused because ${reason}`);
  assert.deepEqual([this.answer.status, json<Problem>(this.answer).code], expected, this.answer.text);
});

// ---- faults at their place
const good = { title: 'Buy tea', channel: { type: 'log' }, when: morning };
const local = { local_time: '2099-10-25T03:30', tz: 'Europe/Riga' };
const bodies: Record<string, () => object> = {
  'no title': () => ({ channel: good.channel, when: morning }),
  'a title of 201 letters': () => ({ ...good, title: 'é'.repeat(201) }),
  'a body of more than 4 KiB': () => ({ ...good, body: 'é'.repeat(2049) }),
  'a thirteenth month': () => ({ ...good, when: { ...morning, cron: '0 7 * 13 *' } }),
  'a zone that nobody knows': () => ({ ...good, when: { ...morning, tz: 'Europe/Atlantis' } }),
  'a rule without a zone': () => ({ ...good, when: { cron: '0 7 * * *' } }),
  'a day and a rule at once': () => ({ ...good, when: { ...morning, local_time: local.local_time } }),
  'no time at all': () => ({ ...good, when: {} }),
  'an e-mail channel without an address': () => ({ ...good, channel: { type: 'email' } }),
  'a channel that is not there': () => ({ ...good, channel: { type: 'pigeon', to: 'Mia' } }),
  'a single time that is to come both ways': () => ({ ...good, when: { ...local, dst: { overlap: 'both' } } }),
  'no title and a thirteenth month': () => ({ channel: good.channel, when: { ...morning, cron: '0 7 * 13 *' } }),
  'an address that is none': () => ({ ...good, channel: { type: 'email', to: 'mia at example' } }),
  'an endpoint that nobody has': () => ({ ...good, channel: { type: 'webhook', to: randomUUID() } }),
};
When(/^Mia makes a reminder with (.+)$/, async function (this: TenstoneWorld, what: string) {
  const body = bodies[what];
  assert.ok(body, `no reminder with ${what}`);
  this.answer = await Reminders.of(this).ask('POST', '/v1/reminders', body());
});
const places: Record<string, string> = {
  'its title': '/title',
  'its body': '/body',
  'its rule': '/when/cron',
  'its zone': '/when/tz',
  'its times': '/when',
  'the address of its channel': '/channel/to',
  'the kind of its channel': '/channel/type',
  'the choice for such nights': '/when/dst',
};
Then(/^the reminder is refused, and the faults? (?:is|are) at (.+)$/, function (this: TenstoneWorld, text: string) {
  const { code, errors = [] } = json<Problem>(expecting(422, this.answer));
  assert.equal(code, 'validation_failed');
  assert.deepEqual(new Set(errors.map(({ pointer }) => pointer)), new Set(text.split(' and ').map((place) => places[place])), this.answer.text);
});

// ---- many at once, and page by page
When('Mia makes {int} reminders at once, and the last one names an endpoint that nobody has', async function (this: TenstoneWorld, count: number) {
  const titles = Array.from({ length: count }, (_, i) => `${randomUUID()} ${i}`);
  const reminders = titles.map((title, i) => ({ ...good, title, ...(i === count - 1 ? { channel: { type: 'webhook', to: randomUUID() } } : {}) }));
  this.answered.push(...titles);
  this.answer = await Reminders.of(this).ask('POST', '/v1/reminders/batch', { reminders });
});
Then('none of them is in the list', async function (this: TenstoneWorld) {
  const { data } = await Reminders.of(this).read<PageOf<Reminder>>(`/v1/reminders?limit=${mostAtOnce}`);
  assert.deepEqual(data.filter(({ title }) => this.answered.includes(title)), []);
});
Given('Mia has cancelled {int} of them', async function (this: TenstoneWorld, count: number) {
  const reminders = Reminders.of(this);
  for (const id of reminders.ids.splice(3, count)) expecting(204, await reminders.ask('DELETE', `/v1/reminders/${id}`));
});
When('Mia reads the active ones, {int} at a time', async function (this: TenstoneWorld, limit: number) {
  this.answered.push(...(await Reminders.of(this).of('active', limit)));
});
Then('she sees the {int} others, each once, the newest first', function (this: TenstoneWorld, count: number) {
  assert.deepEqual(this.answered, Reminders.of(this).ids.toReversed());
  assert.equal(this.answered.length, count);
});

// ---- tokens
const tokens: Record<string, string | undefined> = { 'without a token': undefined, 'with a token that nobody made': `ts_${'A'.repeat(43)}` };
When(/^somebody makes a reminder (without a token|with a token that nobody made)$/, async function (this: TenstoneWorld, how: string) {
  this.answer = await this.api.ask('POST', '/v1/reminders', { token: tokens[how], body: JSON.stringify(good) });
});
const unwelcome: Record<string, [number, string]> = {
  'it needs a token': [401, 'token_required'],
  'its token is not known': [401, 'token_unknown'],
  'its token may only read': [403, 'read_only_token'],
};
Then(/^it is turned away because (.+)$/, function (this: TenstoneWorld, reason: string) {
  assert.deepEqual([this.answer.status, json<Problem>(this.answer).code], unwelcome[reason], this.answer.text);
});

// ---- production
const production = { TENSTONE_ENV: 'production' };
const readTokens = new WeakMap<TenstoneWorld, string>();
async function newToken(world: TenstoneWorld): Promise<{ token: string; hash: string }> {
  const printed = await world.project.cli.output(['token', 'new'], production);
  const [, token, hash] = /^token: (ts_\S+)\nsha256: ([0-9a-f]{64})$/m.exec(printed) ?? [];
  assert.ok(token !== undefined && hash !== undefined, printed);
  return { token, hash };
}
Given('Olaf runs the reminder app in production, with a token for reading and one for all', async function (this: TenstoneWorld) {
  await this.deployment.borrow();
  const [all, reading] = [await newToken(this), await newToken(this)];
  await this.project.start('api', { ...production, TENSTONE_ACCESS_WRITE_TOKENS: all.hash, TENSTONE_ACCESS_READ_TOKENS: reading.hash });
  Reminders.of(this).messages.receiver.token = all.token;
  readTokens.set(this, reading.token);
});
When('somebody cancels it with the token for reading', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('DELETE', Reminders.of(this).path, { token: readTokens.get(this) });
});
Then('with that token it is read', async function (this: TenstoneWorld) {
  const { state } = json<Reminder>(expecting(200, await this.api.ask('GET', Reminders.of(this).path, { token: readTokens.get(this) })));
  assert.equal(state, 'active');
});
When('Olaf starts the reminder app in production without a token', async function (this: TenstoneWorld) {
  await this.deployment.borrow();
  this.outcome = await this.project.cli.run(['--http-port', String(await freePort())], production);
});
Then('it does not start, and says how a token is made', function (this: TenstoneWorld) {
  assert.notEqual(this.outcome.code, 0);
  assert.match(this.outcome.stderr, /TENSTONE_ACCESS_WRITE_TOKENS[\s\S]*token new/);
});
