import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
import { json } from '../support/api.ts';
import type { TenstoneWorld } from '../support/world.ts';

interface Shown {
  name: string;
  origin: string;
  input: unknown;
  declaration: unknown;
  changed_by: string | null;
}

interface Sent {
  name?: string;
  body?: string;
  type?: string;
}

// What a PUT or DELETE of welcomes says: the name in its path, its body, its content type.
function sent(world: TenstoneWorld, what: string): Sent {
  const name = world.actionName('welcome');
  const input = { type: 'object', properties: { name: { type: 'string' } } };
  const declaration = (more = {}) => JSON.stringify({ name, summary: 'Says hello', input, run: { builtin: 'log' }, ...more });
  const fresh = world.actionName('fresh');
  const all: Record<string, Sent> = {
    'a name that is new': { name: fresh, body: JSON.stringify({ name: fresh, run: { builtin: 'log' } }) },
    'the same declaration': { body: declaration() },
    'another declaration': { body: declaration({ job: { attempts: 3 } }) },
    'the name of something else': { body: declaration({ name: 'something-else' }) },
    'JSON that ends too early': { body: '{"name":' },
    YAML: { body: 'name: welcome\n', type: 'application/yaml' },
    'more than 64 KiB': { body: declaration({ summary: 'x'.repeat(64 * 1024) }) },
    nothing: { body: '' },
    'the name': {},
    'a name that nobody declared': { name: fresh },
  };
  const found = all[what];
  assert.ok(found, what);
  return found;
}

When(/^Olaf sends a (PUT|DELETE) with (.+)$/, async function (this: TenstoneWorld, method: string, what: string) {
  const { name = this.actionName('welcome'), body, type } = sent(this, what);
  this.answer = await this.api.ask(method, `/v1/actions/${name}`, { token: await this.operatorToken(), body, headers: type === undefined ? {} : { 'content-type': type } });
});

When('Olaf, who may also start actions, asks for welcomes', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', `/v1/actions/${this.actionName('welcome')}`, { token: await this.operatorToken('actions:run') });
});

When('{person} asks for welcomes', async function (this: TenstoneWorld, name: string) {
  this.answer = await this.api.ask('GET', `/v1/actions/${this.actionName('welcome')}`, { token: this.person(name).token });
});

When('{person} asks for all actions', async function (this: TenstoneWorld, name: string) {
  this.answer = await this.api.ask('GET', '/v1/actions', { token: this.person(name).token });
});

Then('it has the declaration, and who made it', function (this: TenstoneWorld) {
  const { action } = json<{ action: Shown }>(this.answer);
  assert.deepEqual(action.declaration, JSON.parse(sent(this, 'the same declaration').body ?? ''));
  assert.match(String(action.changed_by), /^token:/);
});

Then("it has the input's schema, and neither the declaration nor who made it", function (this: TenstoneWorld) {
  const { action } = json<{ action: Shown }>(this.answer);
  assert.deepEqual(action.input, { type: 'object', properties: { name: { type: 'string' } } });
  assert.deepEqual([action.declaration, action.changed_by], [null, null]);
});

Then('welcomes are among them, as {string}', function (this: TenstoneWorld, origin: string) {
  const { data } = json<{ data: Shown[] }>(this.answer);
  assert.equal(data.find(({ name }) => name === this.actionName('welcome'))?.origin, origin);
  assert.equal(data.find(({ name }) => name === 'hello')?.origin, 'sample');
});
