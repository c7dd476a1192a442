// Project 09: schemas by name, and their versions.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { signupSchema, ValidationTool, type Fault, type Version } from '../support/validation_tool.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { problem } from './validation_signups.ts';

const other = '{"title": "another text", "type": "object"}\n';

// Spaces, line ends, digits and letters as somebody wrote them.
const asWritten = '{ "type" :"object",\r\n\t"properties": {"größe": {"maximum": 1.50e1}} }\n\n';

When('Olaf registers a schema', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).register(asWritten);
});
Given('Olaf has registered a schema', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).register(asWritten);
});
Given('Olaf has registered the schema of a signup', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).register(signupSchema);
});
Given('the first version of a schema takes 10 seats, and the second takes 5', async function (this: TenstoneWorld) {
  for (const maximum of [10, 5]) await ValidationTool.of(this).register(JSON.stringify({ properties: { seats: { maximum } } }));
});
Then('it has version 1, and is read as it was written, byte for byte', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  assert.equal(json<Version>(expecting(201, this.answer)).version, 1);
  assert.match(String(this.answer.headers.location), new RegExp(`${tool.path('/versions/1')}$`));
  assert.equal(await tool.document(1), tool.text);
  assert.ok(this.answer.headers.etag !== undefined);
  assert.equal(await tool.document('latest'), tool.text);
});
When('Olaf registers another text under its name', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).tryRegister(other);
});
Then('it has version 2, and version 1 is read as it was', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  assert.equal(json<Version>(expecting(201, this.answer)).version, 2);
  assert.deepEqual([await tool.document(1), await tool.document(2), await tool.document('latest')], [tool.text, other, other]);
  assert.deepEqual(await tool.versions(), [2, 1]);
});
When('Olaf registers the same text again', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).tryRegister(ValidationTool.of(this).text);
});
Then('it still has version 1 alone', async function (this: TenstoneWorld) {
  assert.equal(json<Version>(expecting(200, this.answer)).version, 1);
  assert.deepEqual(await ValidationTool.of(this).versions(), [1]);
});

When('20 programs register 20 texts under one name at once', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  tool.texts = Array.from({ length: 20 }, (_, i) => `{"title": "text ${i}"}`);
  tool.answers = await Promise.all(tool.texts.map((text) => tool.tryRegister(text)));
});
Then('each text has a version of its own, from 1 to 20', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  const given = tool.answers.map((answer) => json<Version>(expecting(201, answer)).version);
  assert.deepEqual([...given].sort((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i + 1));
  for (const [i, version] of given.entries()) assert.equal(await tool.document(version), tool.texts[i]);
});

Given('Olaf has registered 3 schemas, one of them twice', async function (this: TenstoneWorld) {
  for (const word of ['pear', 'apple', 'plum']) await ValidationTool.of(this).register(asWritten, word);
  await ValidationTool.of(this).register(other, 'pear');
});
When('Olaf reads the list of schemas, 2 a page', async function (this: TenstoneWorld) {
  this.answered.push(JSON.stringify(await ValidationTool.of(this).listed(2)));
});
Then('each of them is in it once, with its newest version, by name', function (this: TenstoneWorld) {
  assert.deepEqual(JSON.parse(String(this.answered[0])), [
    { word: 'apple', version: 1 },
    { word: 'pear', version: 2 },
    { word: 'plum', version: 1 },
  ]);
});

// ---- schemas that are wrong
const age = (what: string) => `{\n  "type": "object",\n  "properties": {\n    "age": { "type": "integer", ${what} }\n  }\n}\n`;
const wrong: Record<string, string> = {
  'a keyword that there is not': age('"minumum": 18'),
  'a bound that is a text': age('"minimum": "18"'),
  'a pattern with look-around': age('"pattern": "(?=a)b"'),
  'a reference to nowhere': age('"$ref": "#/$defs/age"'),
  'a text that ends too early': '{\n  "type": "object",\n  "properties": {\n    "age": {}\n',
  'three faults': age('"minumum": 18, "maximum": "x", "format": "agee"'),
  'a definition that is nothing but itself': '{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}',
  '10000 levels': `${'{"not":'.repeat(10_000)}{}${'}'.repeat(10_000)}`,
  'a pattern that counts to 1000 a thousand times': JSON.stringify({ pattern: '((a{0,1000}){0,1000}){0,1000}' }),
};
When(/^Olaf registers a schema with (.+)$/, async function (this: TenstoneWorld, fault: string) {
  assert.ok(fault in wrong, fault);
  await ValidationTool.of(this).tryRegister(String(wrong[fault]));
});
async function nothingRegistered(world: TenstoneWorld): Promise<void> {
  assert.deepEqual(await ValidationTool.of(world).listed(100), []);
}
const schemaFaults = (world: TenstoneWorld) => problem(world.answer, 422, 'json_schema_invalid').errors ?? [];
Then(/^it is refused with a fault at (\S+|the whole), line (\d+), column (\d+), and nothing is registered$/, async function (this: TenstoneWorld, place: string, line: string, column: string) {
  const found = schemaFaults(this).map((fault: Fault) => [fault.pointer, fault.line, fault.column]);
  assert.deepEqual(found, [[place === 'the whole' ? '' : place, Number(line), Number(column)]]);
  await nothingRegistered(this);
});
Then('it is refused with {int} faults, and nothing is registered', async function (this: TenstoneWorld, count: number) {
  assert.equal(schemaFaults(this).length, count, this.answer.text);
  await nothingRegistered(this);
});
Then('within {int} seconds it is refused, and nothing is registered', async function (this: TenstoneWorld, seconds: number) {
  assert.ok(ValidationTool.of(this).tookMs < seconds * 1000, `${ValidationTool.of(this).tookMs} ms`);
  assert.equal(schemaFaults(this).length, 1, this.answer.text);
  await nothingRegistered(this);
});
When('Olaf registers a schema under a name in capitals', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).ask('POST', '/v1/schemas/SIGNUP/versions', signupSchema);
});
Then('it is refused because of its name', function (this: TenstoneWorld) {
  const [fault] = problem(this.answer, 422, 'validation_failed').errors ?? [];
  assert.deepEqual([fault?.in, fault?.pointer], ['path', '/name']);
});

// ---- what there is not
When('Olaf reads a schema that nobody has made', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).ask('GET', ValidationTool.of(this).path('', 'nobodys'));
});
When('Olaf reads its version 7', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).ask('GET', ValidationTool.of(this).path('/versions/7'));
});
const missing: Record<string, string> = { schema: 'schema_not_found', version: 'schema_version_not_found', check: 'check_not_found' };
export function noSuch(world: TenstoneWorld, thing: string): void {
  problem(world.answer, 404, String(missing[thing]));
}
Then(/^he is told that there is no such (schema|version|check)$/, function (this: TenstoneWorld, thing: string) {
  noSuch(this, thing);
});
