import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { test } from 'node:test';
import { exerciseFindings, exercisesOf, testsOf } from './exercises.ts';
import { Repository } from './fixture.ts';

// What tools/lesson-check says of exercise 01 with a test program whose answers end like this.
function said({ stub = 'ran; exit 1', solution = 'ran', solved = '  A' }: { stub?: string; solution?: string; solved?: string }): string {
  const repository = new Repository();
  repository.write('exercises/01/solution/a.hpp', '');
  repository.write('exercises/01/a_test.cpp', '');
  const program = `ran() { echo '[==========] 1 test from 1 test suite ran. (0 ms total)'; }
case "$*" in
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
  assert.match(said({ stub: 'ran' }), /its stub passes/);
  for (const stub of ['exit 1', 'kill -SEGV $$']) assert.match(said({ stub }), /its stub dies/);
  for (const solution of ['ran; exit 1', 'exit 0']) assert.match(said({ solution }), /its solution fails its test/);
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
