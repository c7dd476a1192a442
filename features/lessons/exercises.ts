// Of each exercise: its stub compiles and its test is red, and the solution turns it green.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding } from './page.ts';

export function exercisesOf(folder: string): string[] {
  return globSync(join(folder, 'exercises', '[0-9][0-9]')).sort();
}

export function hasTest(exercise: string): boolean {
  return globSync(join(exercise, '*_test.cpp')).length > 0;
}

// Runs the tests of one answer: how many there are, and whether they passed, failed, or died before their end was said.
export type RunTests = (filter: string) => { tests: number; ended: 'passed' | 'failed' | 'died' };

export function testsOf(program: string): RunTests {
  return (filter) => {
    const listed = spawnSync(program, ['--gtest_list_tests', `--gtest_filter=${filter}`], { encoding: 'utf8' });
    const { status, stdout } = spawnSync(program, ['--gtest_brief=1', `--gtest_filter=${filter}`], { encoding: 'utf8' });
    // A sanitizer ends a program with 1, too.
    const finished = /^\[={10}\] .* ran\./m.test(stdout);
    return { tests: listed.stdout.split('\n').filter((line) => /^ {2}\S/.test(line)).length, ended: !finished ? 'died' : status === 0 ? 'passed' : 'failed' };
  };
}

export function exerciseFindings(exercise: string, run: RunTests): Finding[] {
  const name = `Exercise${basename(exercise)}`;
  const at = (text: string): Finding => ({ file: exercise, line: 1, text });
  if (!existsSync(join(exercise, 'solution'))) return [at('solution/ is missing')];
  if (!hasTest(exercise)) return [at('its test is missing: *_test.cpp')];
  const [stub, solution] = [run(`${name}/Stub.*`), run(`${name}/Solution.*`)];
  const findings: Finding[] = [];
  if (stub.tests === 0 || stub.tests !== solution.tests) findings.push(at(`its test runs against both answers: ${name}/Stub has ${stub.tests} tests, ${name}/Solution ${solution.tests} (projects/exercise.hpp)`));
  else if (stub.ended === 'passed') findings.push(at('its stub passes: it must leave something to do'));
  else if (stub.ended === 'died') findings.push(at('its stub dies: it must run and fail a test'));
  if (solution.tests > 0 && solution.ended !== 'passed') findings.push(at('its solution fails its test'));
  return findings;
}
