import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { start, started } from './actions.ts';
import { declared } from './declared_actions.ts';

const exportsName = (world: TenstoneWorld): string => world.actionName('export');
const flagName = (world: TenstoneWorld): string => world.actionName('exports');
const path = (world: TenstoneWorld): string => `/v1/flags/${flagName(world)}`;
const books = '{"books": 7}';

const flag = (world: TenstoneWorld, ...words: string[]): Promise<string> => world.platform.cli.output(['flag', ...words]);
const toOne = (org: string): string =>
  JSON.stringify({
    type: 'boolean',
    variants: { on: true, off: false },
    rules: [{ name: 'one organisation', when: [{ attribute: 'orgId', op: 'equals', values: [org] }], serve: 'on' }],
    default: 'off',
  });

async function mayStart(world: TenstoneWorld, name: string): Promise<boolean> {
  const answer = await world.api.start(exportsName(world), books, world.person(name).token);
  assert.ok([202, 403].includes(answer.status), answer.text);
  return answer.status === 202;
}
const until = (world: TenstoneWorld, expected: boolean): Promise<unknown> => eventually(`Mia ${expected ? 'may' : 'may not'} start one`, () => mayStart(world, 'Mia'), (may) => may === expected);

// As a program: by the API, with a token that may.
async function put(world: TenstoneWorld, definition: string, revision?: string): Promise<Answer> {
  const token = await world.operatorToken('installation:flags', 'installation:flags:read');
  return world.api.ask('PUT', path(world), { token, body: definition, ...(revision === undefined ? {} : { headers: { 'if-match': revision } }) });
}

Given('Olaf has declared exports behind a flag', async function (this: TenstoneWorld) {
  await declared(this, { name: exportsName(this), flag: flagName(this), run: { builtin: 'log' } });
});

Given("the flag gives them to Mia's organisation alone", async function (this: TenstoneWorld) {
  expecting(201, await put(this, toOne(this.person('Mia').organisation)));
});

Given('Olaf has switched the flag on', async function (this: TenstoneWorld) {
  await flag(this, 'set', flagName(this), 'on');
});

Given('Olaf has removed the flag', async function (this: TenstoneWorld) {
  await flag(this, 'remove', flagName(this));
});

When('{person} starts one of the exports', async function (this: TenstoneWorld, name: string) {
  await start(this, name, exportsName(this), books);
});

Then('{person} can start one of the exports', async function (this: TenstoneWorld, name: string) {
  await started(this, name, exportsName(this), books);
});

When('Olaf kills the flag', async function (this: TenstoneWorld) {
  await until(this, true);
  await flag(this, 'kill', flagName(this), '--reason', 'it eats the books');
});

Then('Mia can soon start none of the exports', async function (this: TenstoneWorld) {
  await until(this, false);
});

Then('she can again when Olaf has revived it', async function (this: TenstoneWorld) {
  await flag(this, 'revive', flagName(this));
  await until(this, true);
});

When('Olaf gives it to {int} %, because {string}', async function (this: TenstoneWorld, percent: number, reason: string) {
  await flag(this, 'set', flagName(this), `${percent}%`, '--reason', reason);
});

Then('its history says what was changed, by the operator, because {string}', async function (this: TenstoneWorld, reason: string) {
  const [newest = '', change = ''] = (await flag(this, 'history', flagName(this))).split('\n');
  assert.match(newest, new RegExp(`^ +2 {2}\\S+Z {2}operator: ${reason}$`));
  assert.match(change, /^ +\/default: "on" -> \{.*"to":20000.*\}$/);
});

When('Olaf goes back to its first revision', async function (this: TenstoneWorld) {
  await flag(this, 'rollback', flagName(this), '1');
});

Then('the flag is on', async function (this: TenstoneWorld) {
  assert.match(await flag(this, 'show', flagName(this)), /^\S+ +on +on\n {2}revision 3, /);
});

When('two programs of Olaf change what they have both read', async function (this: TenstoneWorld) {
  const token = await this.operatorToken('installation:flags', 'installation:flags:read');
  const read = expecting(200, await this.api.ask('GET', path(this), { token }));
  const both = ['one', 'other'].map((org) => put(this, toOne(org), String(read.headers.etag)));
  this.answers = await Promise.all(both);
});

Then('one of them is told to read it again', function (this: TenstoneWorld) {
  assert.deepEqual(this.answers.map(({ status }) => status).sort(), [200, 412]);
  const told = this.answers.find(({ status }) => status === 412);
  assert.equal(told && json<{ code: string }>(told).code, 'version_conflict');
});

When("Mia's program changes the flag", async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('PUT', path(this), { token: this.person('Mia').token, body: toOne('any'), headers: { 'if-match': '*' } });
});

When('Olaf asks why Mia gets what she gets', async function (this: TenstoneWorld) {
  const context = JSON.stringify({ orgId: this.person('Mia').organisation });
  this.outcome = await this.platform.cli.run(['flag', 'explain', flagName(this), '--user', 'mia', '--context', context]);
});

Then('a rule for her organisation has decided, for {string}', function (this: TenstoneWorld, variant: string) {
  assert.equal(this.outcome.stdout, `${variant} true  TARGETING_MATCH  decided by rule 0 one organisation\n  rule 0 one organisation: holds\n`);
});

When('Olaf sets the flag to a definition with a variant that does not exist', async function (this: TenstoneWorld) {
  const file = join(this.platform.folder, `${flagName(this)}.json`);
  writeFileSync(file, JSON.stringify({ key: flagName(this), type: 'boolean', variants: { on: true }, default: 'off' }));
  this.outcome = await this.platform.cli.run(['flag', 'set', flagName(this), '--file', file]);
});

Then('the command says in one line where it is wrong, and makes no flag', async function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 2);
  assert.match(this.outcome.stderr, /^tenstone: .*; \/default: .+\n$/);
  assert.doesNotMatch(await flag(this, 'list'), new RegExp(flagName(this)));
});

async function key(world: TenstoneWorld, kind: string): Promise<{ id: string; secret: string }> {
  const printed = await flag(world, 'key', 'add', world.actionName('key'), ...(kind === 'server' ? ['--server'] : []));
  const found = /^(?<id>\S+) .*\nkey: (?<secret>\S+)\n/.exec(printed)?.groups;
  assert.ok(found?.['id'] !== undefined && found['secret'] !== undefined, printed);
  return { id: found['id'], secret: found['secret'] };
}
const evaluate = (world: TenstoneWorld, secret: string): Promise<Answer> => world.api.ask('POST', `/ofrep/v1/evaluate/flags/${flagName(world)}`, { token: secret, body: '{"context": {"targetingKey": "mia"}}' });

// A new key is known to each process as soon as a new flag is: within the time that the flags promise.
const asks = async (world: TenstoneWorld, kind: string): Promise<void> => {
  const { secret } = await key(world, kind);
  world.answer = await eventually('the key is known', () => evaluate(world, secret), ({ status }) => status !== 401);
};
When("a program asks for the flag with a server's key", async function (this: TenstoneWorld) {
  await asks(this, 'server');
});
When("a program asks for the flag with a client's key", async function (this: TenstoneWorld) {
  await asks(this, 'client');
});

When('a program asks for the flag with a key that Olaf has revoked', async function (this: TenstoneWorld) {
  const { id, secret } = await key(this, 'server');
  await eventually('the key is known', () => evaluate(this, secret), ({ status }) => status === 200);
  await flag(this, 'key', 'revoke', id);
  this.answer = await eventually('the key is refused', () => evaluate(this, secret), ({ status }) => status !== 200);
});

Then('it is told that the flag is on', function (this: TenstoneWorld) {
  const { reason, variant, value } = json<{ reason: string; variant: string; value: boolean }>(expecting(200, this.answer));
  assert.deepEqual({ reason, variant, value }, { reason: 'STATIC', variant: 'on', value: true });
});

Then('it is told that there is no such flag', function (this: TenstoneWorld) {
  assert.equal(json<{ errorCode: string }>(expecting(404, this.answer)).errorCode, 'FLAG_NOT_FOUND');
});

Then('it is soon told that its key is not valid', function (this: TenstoneWorld) {
  expecting(401, this.answer);
});
