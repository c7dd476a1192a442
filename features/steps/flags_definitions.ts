// Project 07: flags, and what they give.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { onOff, Toggles, type Definition, type Evaluated } from '../support/toggles.ts';
import type { TenstoneWorld } from '../support/world.ts';

// A flag of each type, and its value.
const samples: Record<string, unknown> = { boolean: true, string: 'Autumn sale', number: 12.5, object: { colour: 'red', sizes: [1, 2] } };
const none: Record<string, unknown> = { boolean: false, string: '', number: 0, object: {} };
export const types = Object.keys(samples);
export const ofType = (type: string, more: Partial<Definition> = {}): Definition => ({ type, variants: { some: samples[type], none: none[type] }, off: 'none', default: 'some', ...more });
export const values: Record<string, unknown> = { yes: true, 'the text "Autumn sale"': 'Autumn sale', 'the number 12.5': 12.5, 'an object with the colour red': samples['object'] };

export const laddered: Definition = {
  type: 'string',
  variants: { targeted: 'targeted', ruled: 'ruled', usual: 'usual' },
  targets: [{ variant: 'targeted', units: ['mia'] }],
  rules: [{ name: 'pro', when: [{ attribute: 'plan', op: 'equals', values: ['pro'] }], serve: 'ruled' }],
  default: 'usual',
};
export const mia = { targetingKey: 'mia' };

export function refused(world: TenstoneWorld, status: number, code: string): void {
  assert.deepEqual([world.answer.status, json<{ code?: string }>(world.answer).code], [status, code], world.answer.text);
}

Given('Olaf has made a flag of the type {word}', async function (this: TenstoneWorld, type: string) {
  await Toggles.of(this).make(type, ofType(type));
});
Given('Olaf has made a flag with a target for Mia, a rule for the plan pro, and a default', async function (this: TenstoneWorld) {
  await Toggles.of(this).make('laddered', laddered);
});
const onForEverybody = async function (this: TenstoneWorld) {
  await Toggles.of(this).make('flag', onOff('on'));
};
Given('Olaf has made a flag that is on for everybody', onForEverybody);
When('Olaf makes a flag that is on for everybody', onForEverybody);
Given('Olaf has made a flag without an off variant', async function (this: TenstoneWorld) {
  await Toggles.of(this).make('flag', { type: 'boolean', variants: { on: true, off: false }, default: 'on' });
});

When("Mia's program evaluates it", async function (this: TenstoneWorld) {
  Toggles.of(this).evaluated = await Toggles.of(this).becomes(mia, ({ value }) => value !== undefined);
});
When("Mia's program evaluates a flag that nobody has made", async function (this: TenstoneWorld) {
  Toggles.of(this).evaluated = await Toggles.of(this).evaluate(mia, { word: 'nothing' });
});
Then(/^it gets (yes|the text "Autumn sale"|the number 12.5|an object with the colour red)$/, function (this: TenstoneWorld, value: string) {
  assert.deepEqual(Toggles.of(this).evaluated?.value, values[value]);
});
Then('it is told that there is none', function (this: TenstoneWorld) {
  assert.equal(Toggles.of(this).evaluated?.errorCode, 'FLAG_NOT_FOUND');
});

// "Mia, pro": who it is, and the plan.
When(/^it is explained for (Mia|Noah|somebody)(?:, (pro|free))?$/, async function (this: TenstoneWorld, who: string, plan?: string) {
  const context = { ...(who === 'somebody' ? {} : { targetingKey: who.toLowerCase() }), ...(plan === undefined ? {} : { plan }) };
  expecting(200, await Toggles.of(this).ask('POST', Toggles.of(this).path('laddered', '/explain'), { context }));
});
Then('the variant is {word}, decided by the {word}', function (this: TenstoneWorld, variant: string, step: string) {
  const told = json<{ variant: string; decided_by: string }>(this.answer);
  assert.deepEqual([told.variant, told.decided_by], [variant, step], this.answer.text);
});

// ---- segments
const from = (...countries: string[]) => ({ any: [{ when: [{ attribute: 'country', op: 'in', values: countries }] }] });
const segment = (world: TenstoneWorld) => `/v1/flag-segments/${Toggles.of(world).word('from')}`;
Given('Olaf has made a segment of those from Sweden', async function (this: TenstoneWorld) {
  expecting(201, await Toggles.of(this).ask('PUT', segment(this), from('SE', 'NO')));
});
Given('Olaf has made 2 flags that are on for the segment', async function (this: TenstoneWorld) {
  const rules = [{ when: [{ segment: Toggles.of(this).word('from') }], serve: 'on' }];
  for (const word of ['first', 'second']) await Toggles.of(this).make(word, onOff('off', { rules }));
});
When('Olaf takes those from Latvia into the segment', async function (this: TenstoneWorld) {
  const { revision } = json<{ revision: number }>(expecting(200, await Toggles.of(this).ask('GET', segment(this))));
  expecting(200, await Toggles.of(this).ask('PUT', segment(this), from('SE', 'NO', 'LV'), { match: revision }));
});
Then('eventually both flags are on for Nora from Latvia', async function (this: TenstoneWorld) {
  for (const word of ['first', 'second']) await Toggles.of(this).becomes({ targetingKey: 'nora', country: 'LV' }, ({ value }) => value === true, { word });
});
When('Olaf removes the segment', async function (this: TenstoneWorld) {
  const { revision } = json<{ revision: number }>(expecting(200, await Toggles.of(this).ask('GET', segment(this))));
  await Toggles.of(this).ask('DELETE', segment(this), undefined, { match: revision });
});
Then('he is refused because a flag uses it', function (this: TenstoneWorld) {
  refused(this, 409, 'segment_in_use');
});

// ---- switches
const kills = (killed: boolean) =>
  async function (this: TenstoneWorld) {
    expecting(200, await Toggles.of(this).act('kill', { killed }));
  };
Given('Olaf has killed it', kills(true));
When('Olaf kills it', kills(true));
When('Olaf revives it', kills(false));
When('Olaf kills all flags', async function (this: TenstoneWorld) {
  await Toggles.of(this).killAll(true);
});
When('Olaf switches it off', async function (this: TenstoneWorld) {
  expecting(200, await Toggles.of(this).act('enable', { enabled: false }));
});
Then('within 1 second it is off for Mia, and the reason is that it is disabled', async function (this: TenstoneWorld) {
  await Toggles.of(this).becomes(mia, ({ value, variant, reason }) => value === false && variant === 'off' && reason === 'DISABLED');
});
Then('within 1 second it is on for Mia', async function (this: TenstoneWorld) {
  await Toggles.of(this).becomes(mia, ({ value }) => value === true);
});
Then("within 1 second Mia's program is left with its own default", async function (this: TenstoneWorld) {
  await Toggles.of(this).becomes(mia, (seen: Evaluated) => !('value' in seen) && seen.reason === 'DISABLED');
});

// ---- others
Given('Olaf has read it, and Nora has changed it since', async function (this: TenstoneWorld) {
  Toggles.of(this).known = await Toggles.of(this).read();
  expecting(200, await Toggles.of(this).change({ description: 'of Nora' }));
});
When('Olaf changes what he has read', async function (this: TenstoneWorld) {
  await Toggles.of(this).change({ description: 'of Olaf' }, { match: Toggles.of(this).known?.revision });
});
Then('he is refused because somebody else was first', function (this: TenstoneWorld) {
  assert.equal(this.answer.status, 412, this.answer.text);
});
Then('the flag is as Nora has left it', async function (this: TenstoneWorld) {
  const { description, revision } = await Toggles.of(this).read();
  assert.deepEqual([description, revision], ['of Nora', 2]);
});
When('Olaf makes a flag of the same name', async function (this: TenstoneWorld) {
  await Toggles.of(this).tryPut('flag', onOff('off'));
});
Then('he is refused because he has not said which one he has read', function (this: TenstoneWorld) {
  refused(this, 428, 'precondition_required');
});

// ---- definitions that are wrong
const serving = (serve: unknown, more: object = {}) => ({ ...onOff('on'), default: serve, ...more }) as Definition;
const clause = (when: object) => serving('on', { rules: [{ when: [when], serve: 'on' }] });
const wrong: Record<string, [Definition, string]> = {
  'a value of another type': [{ ...onOff('on'), variants: { on: 'yes', off: false } }, 'the variant on'],
  'a default that is no variant': [serving('nothing'), 'the default'],
  'ranges that overlap': [serving({ ranges: [{ variant: 'on', from: 0, to: 10_000 }, { variant: 'on', from: 9_000, to: 20_000 }], rest: 'off' }), 'the second range'],
  'a regular expression without an end': [clause({ attribute: 'plan', op: 'matches', values: ['(pro'] }), "the first clause's values"],
  'a segment that does not exist': [clause({ segment: 'nobody' }), 'the first clause'],
  'an off variant that is none': [{ ...onOff('on'), off: 'nothing' }, 'the off variant'],
};
const places: Record<string, RegExp> = { 'the variant on': /^\/variants\/on/, 'the default': /^\/default/, 'the second range': /^\/default\/ranges\/1/, "the first clause's values": /^\/rules\/0\/when\/0\/values/, 'the first clause': /^\/rules\/0\/when\/0/, 'the off variant': /^\/off/ };
When(/^Olaf makes a flag with (a value of|a default that|ranges that|a regular|a segment that|an off variant that)(.*)$/, async function (this: TenstoneWorld, begin: string, rest: string) {
  const [definition] = wrong[`${begin}${rest}`] ?? [];
  assert.ok(definition, `${begin}${rest}`);
  await Toggles.of(this).tryPut('wrong', definition);
});
Then('it is refused, and the fault is named at {}', async function (this: TenstoneWorld, place: string) {
  refused(this, 422, 'validation_failed');
  const { errors } = json<{ errors: { pointer: string }[] }>(this.answer);
  const expected = places[place];
  assert.ok(expected && errors.some(({ pointer }) => expected.test(pointer)), this.answer.text);
  expecting(404, await Toggles.of(this).ask('GET', Toggles.of(this).path('wrong')));
});

// ---- keys
const given = (world: TenstoneWorld, answer: Answer) => json<{ flags: Evaluated[] }>(expecting(200, answer)).flags.filter(({ key }) => key.endsWith(Toggles.of(world).word('')));
Given('Olaf has made a flag for browsers and one for servers', async function (this: TenstoneWorld) {
  const toggles = Toggles.of(this);
  await toggles.make('servers', onOff('on'));
  await toggles.make('browsers', onOff('on', { client: true }));
  await toggles.becomes(mia, ({ value }) => value === true);
});
When('a browser and a server ask for all flags', async function (this: TenstoneWorld) {
  this.answers = [];
  for (const kind of ['client', 'server']) this.answers.push(await Toggles.of(this).post('/ofrep/v1/evaluate/flags', mia, { kind }));
});
Then('the browser is given the first one only, and the server both', function (this: TenstoneWorld) {
  const word = (text: string) => Toggles.of(this).word(text);
  const keys = this.answers.map((answer) => given(this, answer).map(({ key }) => key).sort());
  assert.deepEqual(keys, [[word('browsers')], [word('browsers'), word('servers')]]);
});
When('a browser evaluates the one for servers', async function (this: TenstoneWorld) {
  Toggles.of(this).evaluated = await Toggles.of(this).evaluate(mia, { word: 'servers', kind: 'client' });
});
Given('a browser has evaluated the one for browsers', async function (this: TenstoneWorld) {
  assert.equal((await Toggles.of(this).evaluate(mia, { word: 'browsers', kind: 'client' })).value, true);
});
When("Olaf revokes the browser's key", async function (this: TenstoneWorld) {
  const { data } = json<{ data: { id: string; name: string }[] }>(expecting(200, await Toggles.of(this).ask('GET', '/v1/flag-keys')));
  const found = data.find(({ name }) => name === Toggles.of(this).word('client'));
  expecting(204, await Toggles.of(this).ask('DELETE', `/v1/flag-keys/${String(found?.id)}`));
});
Then('within 1 second the browser is given nothing', async function (this: TenstoneWorld) {
  const key = await Toggles.of(this).key('client');
  const ask = () => Toggles.of(this).ofrep('/ofrep/v1/evaluate/flags', {}, key);
  await eventually('the key is unknown', ask, ({ status }) => status === 401, 1000);
});


