// Project 09: data held to schemas.
import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { alternatives, ValidationTool } from '../support/validation_tool.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { problem } from './validation_signups.ts';

const three = '{\n  "course": "grey",\n  "email": "none",\n  "seats": 9\n}\n';
const sent: Record<string, string> = {
  'valid data': '{"course": "green", "email": "mia@example.test", "seats": 2}',
  'data with three faults': three,
  'data with a fault behind "Grüße 🍵"': '{"note": "Grüße 🍵", "seats": 9, "course": "green", "email": "mia@example.test"}',
  'data with 100 faults': JSON.stringify({ course: 'green', email: 'mia@example.test', guests: Array.from({ length: 100 }, (_, i) => i) }),
  'data with a comma missing': '{\n  "course": "green"\n  "email": "mia@example.test"\n}',
  'data with a key twice': '{\n  "course": "green",\n  "course": "black"\n}',
  'no data at all': '',
  'data that nests 10000 levels': '['.repeat(10_000) + ']'.repeat(10_000),
  '2 MB': JSON.stringify({ note: 'a'.repeat(2_000_000) }),
};
When(/^Mia's program sends (valid data|data .+|no data at all|2 MB)$/, async function (this: TenstoneWorld, what: string) {
  assert.ok(what in sent, what);
  await ValidationTool.of(this).validate(String(sent[what]));
});
When(/^Mia's program sends 7 seats to its (first|newest) version$/, async function (this: TenstoneWorld, which: string) {
  await ValidationTool.of(this).validate('{"seats": 7}', which === 'first' ? 1 : undefined);
  assert.deepEqual(ValidationTool.of(this).outcome.schema?.version, which === 'first' ? 1 : 2);
});

Then(/^it is (valid|not valid)$/, function (this: TenstoneWorld, outcome: string) {
  const { valid, count, errors } = ValidationTool.of(this).outcome;
  assert.equal(valid, outcome === 'valid', this.answer.text);
  assert.deepEqual([count > 0, errors.length > 0], [!valid, !valid], this.answer.text);
});
Then('it is not valid, and each of the three faults stands where it is in the text', function (this: TenstoneWorld) {
  const { valid, count, truncated, errors } = ValidationTool.of(this).outcome;
  assert.deepEqual({ valid, count, truncated }, { valid: false, count: 3, truncated: false });
  assert.deepEqual(
    errors.map((fault) => [fault.in, fault.pointer, fault.code, fault.line, fault.column]),
    [
      ['data', '/course', 'enum', 2, 13],
      ['data', '/email', 'format', 3, 12],
      ['data', '/seats', 'range', 4, 12],
    ],
  );
});
Then('the fault stands at line {int}, column {int}', function (this: TenstoneWorld, line: number, column: number) {
  const { errors } = ValidationTool.of(this).outcome;
  assert.deepEqual(errors.map((fault) => [fault.pointer, fault.line, fault.column]), [['/seats', line, column]]);
});
Then('{int} of {int} faults are listed', function (this: TenstoneWorld, listed: number, all: number) {
  const { count, truncated, errors } = ValidationTool.of(this).outcome;
  assert.deepEqual([errors.length, count, truncated], [listed, all, true]);
});
Then(/^it is not valid, because of (\w+) at line (\d+), column (\d+)$/, function (this: TenstoneWorld, code: string, line: string, column: string) {
  const { valid, errors } = ValidationTool.of(this).outcome;
  assert.deepEqual([valid, errors.map((fault) => [fault.in, fault.code, fault.line, fault.column])], [false, [['data', code, Number(line), Number(column)]]]);
});
Then('it is refused for its size', function (this: TenstoneWorld) {
  expecting(413, this.answer);
});

// Schemas as texts: JavaScript would lose digits on the way.
const rules: Record<string, string> = {
  'a multiple of 0.01': '{"multipleOf": 0.01}',
  'at most 18446744073709551615': '{"maximum": 18446744073709551615}',
  'nothing but 9007199254740992': '{"const": 9007199254740992}',
  'an integer': '{"type": "integer"}',
};
When(/^somebody holds ([\d.]+) to (.+)$/, async function (this: TenstoneWorld, number: string, rule: string) {
  assert.ok(rule in rules, rule);
  await ValidationTool.of(this).hold(number, String(rules[rule]));
});

const nested = { pattern: '^([a-z0-9]+\\.?)+@x$' };
const hostile: Record<string, () => [string, object]> = {
  '28 letters to a pattern of nested repetitions': () => [JSON.stringify('a'.repeat(28)), nested],
  '500 kB to a pattern of nested repetitions': () => [JSON.stringify('a'.repeat(500_000)), nested],
  'a number to 30 alternatives of alternatives': () => ['7', alternatives(30)],
  'a list of 20000 to items that differ': () => [JSON.stringify(Array.from({ length: 20_000 }, (_, i) => i)), { uniqueItems: true }],
  'a number to an enumeration of 50000': () => ['49999', { enum: Array.from({ length: 50_000 }, (_, i) => i) }],
};
for (const [what, make] of Object.entries(hostile))
  When(`somebody holds ${what}`, async function (this: TenstoneWorld) {
    await ValidationTool.of(this).hold(...make());
  });
Then(/^within (\d+) seconds? it is answered, (valid|not valid|refused because the check is too long)$/, function (this: TenstoneWorld, seconds: string, how: string) {
  const { tookMs } = ValidationTool.of(this);
  assert.ok(tookMs < Number(seconds) * 1000, `${tookMs} ms`);
  if (how.startsWith('refused')) problem(this.answer, 422, 'json_schema_check_too_long');
  else assert.equal(ValidationTool.of(this).outcome.valid, how === 'valid', this.answer.text);
});
When('somebody checks data by a schema of theirs', async function (this: TenstoneWorld) {
  await ValidationTool.of(this).hold('7', '{"type": "integer"}');
});
