import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint } from './lint.ts';

const scenario = (...steps: string[]) => `Feature: F\n  Rule: R\n    Scenario: S\n${steps.map((step) => `      ${step}\n`).join('')}`;
const refused = (source: string) => lint(source).map(({ text }) => text).join('\n');

const fine = scenario('Given Mia is a member', 'When Mia starts an export', 'Then it eventually succeeds on attempt 3', 'And 100 of her jobs are done');

test('a scenario in domain words passes', () => {
  assert.equal(refused(fine), '');
});

for (const [step, reason] of [
  ['Mia asks for http://localhost:3000', 'a URL'],
  ['Mia asks for "/v1/jobs"', 'a URL'],
  ['Mia sends a POST', 'an HTTP verb'],
  ['Mia gets 404', 'a status number'],
  ['Mia sees Retry-After', 'a header'],
  ['Mia sends the header', 'a header'],
  ['Mia sends {"a": 1}', 'JSON'],
  ['Mia sends some json', 'JSON'],
  ['the jobs table is empty', 'a table'],
  ['session:42 is gone', 'a Redis key'],
  ['I start an export', 'third person'],
  ['Mia will start an export', 'present tense'],
  ['Mia waits 5 seconds', 'never sleep'],
] as const) {
  test(`refused: ${step}`, () => {
    assert.match(refused(scenario(`When ${step}`)), new RegExp(reason));
  });
}

test('the wire may be named in a feature about the contract, the first person may not', () => {
  assert.equal(refused(`@contract\n${scenario('When Olaf asks for "/health"', 'Then the answer is 200')}`), '');
  assert.match(refused(`@contract\n${scenario('When I ask for "/health"')}`), /third person/);
});

test('refused: no When, two, or an And behind one', () => {
  assert.match(refused(scenario('Given Mia is a member', 'Then she is known')), /one When, not 0/);
  assert.match(refused(scenario('When Mia signs in', 'Then she is known', 'When Mia signs out')), /one When, not 2/);
  assert.match(refused(scenario('When Mia signs in', 'And Mia signs out')), /one When, not 2/);
});

test('refused: nine steps, the Background counted', () => {
  const thens = Array.from({ length: 7 }, (_, i) => `Then it is ${i}`);
  assert.equal(refused(scenario('When Mia signs in', ...thens)), '');
  const withBackground = scenario('When Mia signs in', ...thens).replace('  Rule', '  Background:\n    Given Mia is a member\n  Rule');
  assert.match(refused(withBackground), /at most 8 steps, not 9/);
});

test('refused: a scenario outside a Rule', () => {
  assert.match(refused('Feature: F\n  Scenario: S\n    When Mia signs in\n'), /under a Rule/);
});

test("the seed's scenarios stay word for word", () => {
  assert.equal(refused('Feature: F\n  @seed\n  Scenario: S\n    Given I send 10 requests\n    Then I get 429\n'), '');
});
