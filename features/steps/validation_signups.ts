// Project 09: signups, whose schema is a C++ type.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { ValidationTool, type Fault, type Signup } from '../support/validation_tool.ts';
import type { TenstoneWorld } from '../support/world.ts';

interface Problem {
  code: string;
  errors?: Fault[];
}
export function problem(answer: Answer, status: number, code: string): Problem {
  const found = json<Problem>(expecting(status, answer));
  assert.equal(found.code, code, answer.text);
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
  return found;
}
const places = (found: Problem) => found.errors?.map(({ pointer, code }) => `${pointer} ${code}`).sort();
const kept = (world: TenstoneWorld) => json<Signup>(expecting(201, world.answer));
const guest = { name: 'Nora', email: 'nora@example.test' };

When('Mia signs up for the green course with 2 seats and a guest', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).signUp(ValidationTool.of(this).signup({ seats: 2, guests: [guest] }));
});
// The answer, and what is read where it says.
Then('she has signed up, with 2 seats and that guest', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  const { seats, guests } = kept(this);
  assert.deepEqual({ seats, guests }, { seats: 2, guests: [guest] });
  const { text, headers } = this.answer;
  assert.equal(expecting(200, await tool.ask('GET', String(headers.location))).text, text);
});
When('Mia signs up with an address in capitals and with spaces around it', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  await tool.signUp(tool.signup({ email: `  ${tool.address('Mia').toUpperCase()} ` }));
});
Then('she has signed up, and her address is in small letters without spaces', function (this: TenstoneWorld) {
  assert.equal(kept(this).email, ValidationTool.of(this).address('Mia'));
});
const signsUp = async function (this: TenstoneWorld) {
  await ValidationTool.of(this).signUp(ValidationTool.of(this).signup());
};
When('Mia signs up for the green course, and says nothing else but who she is', signsUp);
When('she signs up for the green course again', signsUp);
Given('Mia has signed up for the green course', async function (this: TenstoneWorld) {
  await signsUp.call(this);
  kept(this);
});
Then('she has signed up, with 1 seat, no guest and no newsletter', function (this: TenstoneWorld) {
  const { seats, guests, newsletter, voucher, donation } = kept(this);
  assert.deepEqual({ seats, guests, newsletter, voucher, donation }, { seats: 1, guests: [], newsletter: false, voucher: null, donation: null });
});
Then('she is refused because she has signed up already', async function (this: TenstoneWorld) {
  problem(this.answer, 409, 'signup_exists');
  assert.equal((await ValidationTool.of(this).signups()).length, 1);
});

When('Mia signs up with faults in her course, her name, her seats, a guest\'s address and a key that nobody knows', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).signUp(ValidationTool.of(this).signup({ course: 'grey', name: ' ', seats: '2', guests: [guest, { name: 'Olaf', email: 'none' }], newsleter: true }));
});
Then('she is told of each of the 5 faults at its place, and nothing is kept', async function (this: TenstoneWorld) {
  const found = places(problem(this.answer, 422, 'validation_failed'));
  assert.deepEqual(found, ['/course enum', '/guests/1/email email', '/name length', '/newsleter unknown_key', '/seats type']);
  assert.deepEqual(await ValidationTool.of(this).signups(), []);
});

// What stands in her signup, or the whole of it.
const faults: Record<string, Record<string, unknown> | ((body: string) => string)> = {
  'a key that nobody knows': { newsleter: true },
  'a key twice': (body) => body.replace('"name":"Mia"', '"name":"Mia","name":"Nora"'),
  'a text where a number belongs': { seats: '2' },
  'a number where a text belongs': { name: 7 },
  'a yes that is a text': { newsletter: 'yes' },
  'half a seat': { seats: 1.5 },
  'no course': { course: undefined },
  'a course that there is not': { course: 'grey' },
  'a seat too many': { seats: 9 },
  'an address without a domain': { email: 'mia@' },
  'a donation of half a cent': { donation: '12.505' },
  'more guests than seats': { guests: [guest] },
  'more guests than seats and an empty name': { guests: [guest], name: '' },
};
for (const [fault, change] of Object.entries(faults))
  When(`Mia signs up with ${fault}`, async function (this: TenstoneWorld) {
    const tool = ValidationTool.of(this);
    await tool.signUp(typeof change === 'function' ? change(tool.signup()) : tool.signup(change));
  });
When('Mia signs up with a guest of her own address', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  await tool.signUp(tool.signup({ seats: 2, guests: [{ name: 'Mia', email: tool.address('Mia') }] }));
});
Then(/^she is told of the fault (\w+) at (\w+), and nothing is kept$/, async function (this: TenstoneWorld, code: string, place: string) {
  const found = problem(this.answer, 422, 'validation_failed');
  assert.deepEqual(places(found), [`/${place} ${code}`]);
  assert.equal(found.errors?.[0]?.in, 'body');
  assert.deepEqual(await ValidationTool.of(this).signups(), []);
});
When('Mia signs up with a name of 20 kB', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).signUp(ValidationTool.of(this).signup({ name: 'a'.repeat(20_000) }));
});
Then('she is refused for its size', async function (this: TenstoneWorld) {
  expecting(413, this.answer);
  assert.deepEqual(await ValidationTool.of(this).signups(), []);
});

// As text: JavaScript would lose digits on the way.
When(/^Mia signs up with the voucher (\d+)$/, async function (this: TenstoneWorld, voucher: string) {
  await ValidationTool.of(this).signUp(ValidationTool.of(this).signup().replace('{', `{"voucher":${voucher},`));
});
Then(/^she has signed up, with the voucher (\d+)$/, async function (this: TenstoneWorld, voucher: string) {
  const { headers } = expecting(201, this.answer);
  const read = expecting(200, await ValidationTool.of(this).ask('GET', String(headers.location)));
  assert.ok(read.text.includes(`"voucher":${voucher},`), read.text);
});

// ---- lists
Given('Mia has signed up with 3 seats and the newsletter, and Nora with 1 seat and without', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  expecting(201, await tool.signUp(tool.signup({ seats: 3, newsletter: true })));
  expecting(201, await tool.signUp(tool.signup({}, 'Nora')));
});
const filters: Record<string, string> = { seats: 'seats_from', newsletter: 'newsletter' };
When(/^Olaf lists the signups with (?:at least "(\w+)" seats|the newsletter "(\w+)"|a filter that there is not)$/, async function (this: TenstoneWorld, seats: string | null, newsletter: string | null) {
  const query = seats !== null ? `${filters['seats']}=${seats}` : newsletter !== null ? `${filters['newsletter']}=${newsletter}` : 'seatsfrom=2';
  await ValidationTool.of(this).ask('GET', `/v1/signups?limit=1000&${query}`);
});
Then(/^he sees (Mia|Nora|both)$/, function (this: TenstoneWorld, who: string) {
  const tool = ValidationTool.of(this);
  const mine = new Set(['Mia', 'Nora'].map((name) => tool.address(name)));
  const seen = json<{ data: Signup[] }>(expecting(200, this.answer)).data.filter(({ email }) => mine.has(email)).map(({ name }) => name);
  assert.deepEqual(seen.sort(), who === 'both' ? ['Mia', 'Nora'] : [who]);
});
Then(/^he is told of the fault (\w+) at (\w+)$/, function (this: TenstoneWorld, code: string, place: string) {
  const found = problem(this.answer, 422, 'validation_failed');
  assert.deepEqual([places(found), found.errors?.[0]?.in], [[`/${place} ${code}`], 'query']);
});
