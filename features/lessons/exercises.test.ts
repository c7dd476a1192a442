import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { test } from 'node:test';
import { exerciseFindings, exercisesOf, testsOf } from './exercises.ts';
import { Repository } from './fixture.ts';

// What tools/lesson-check says of exercise 01 with a test program whose answers end like this.
function said({ stub = 'exit 1', solution = 'exit 0', solved = '  A' }: { stub?: string; solution?: string; solved?: string }): string {
  const repository = new Repository();
  repository.write('exercises/01/solution/a.hpp', '');
  repository.write('exercises/01/a_test.cpp', '');
  const program = `case "$*" in
  *list_tests*Stub*) echo '  A' ;;
  *list_tests*) echo '${solved}' ;;
  *Stub*) ${stub} ;;
  *) ${solution} ;;
esac`;
  repository.write('program', `#!/bin/bash\n${program}\n`);
  chmodSync(repository.path('program'), 0o755);
  return exerciseFindings(repository.path('exercises/01'), testsOf(repository.path('program'))).map(({ text }) => text).join('\n');
}

test('a stub that fails its test, and a solution that passes it', () => {
  assert.equal(said({}), '');
});

test('refused: a stub that passes, a stub that dies, a solution that fails, tests for one of them only', () => {
  assert.match(said({ stub: 'exit 0' }), /its stub passes/);
  assert.match(said({ stub: 'kill -SEGV $$' }), /its stub dies \(by a signal\)/);
  assert.match(said({ solution: 'exit 1' }), /its solution fails its test/);
  assert.match(said({ solved: 'Exercise01/Solution.' }), /Stub has 1 tests, Exercise01\/Solution 0/);
});

test('refused: no solution, no test', () => {
  const repository = new Repository();
  const [first = ''] = exercisesOf(repository.path('.'));
  const findings = () => exerciseFindings(first, testsOf('true')).map(({ text }) => text).join('\n');
  assert.match(findings(), /solution\/ is missing/);
  repository.write('exercises/01/solution/a.hpp', '');
  assert.match(findings(), /its test is missing/);
});
